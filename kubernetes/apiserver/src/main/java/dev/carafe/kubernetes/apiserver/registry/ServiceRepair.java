package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes what the store says is taken agree with what services have (upstream's ipallocator-repair-controller and
 * portallocator-repair-controller): takes what services of an older version have, and gives back what servers that died took.
 * One round at a time.
 */
public final class ServiceRepair {
    /** How often it is to be called. */
    public static final long INTERVAL_SECONDS = 180;

    /** How long an address may have no service: its service may be about to be written. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** In how many rounds a port must have had no service before it is given back. */
    private static final int ROUNDS_BEFORE_LEAK = 3;

    private static final String GROUP = "networking.k8s.io";
    private static final String RESOURCE = "ipaddresses";

    /** Takes what is to be told of an object: its reason, the action and the text. */
    public interface Events {
        void warn(Struct object, String reason, String action, String text);
    }

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ClusterIps addresses;
    private final PortRange range;
    private final SharedRange ports;
    private final Events events;
    private final InstantSource clock;

    /** Ports without a service, and in how many more rounds they are given back. */
    private final Map<Integer, Integer> leaks = new HashMap<>();

    public ServiceRepair(
            ObjectReader reader,
            ObjectWriter writer,
            ClusterIps addresses,
            PortRange range,
            SharedRange ports,
            Events events,
            InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.addresses = addresses;
        this.range = range;
        this.ports = ports;
        this.events = events;
        this.clock = clock;
    }

    /** One round. */
    public void run() {
        List<Service> services =
                reader.list("", "services", "").stream().map(Service::new).toList();
        for (Service service : services) {
            for (String address : ServicePools.addressesOf(service.spec())) {
                repairAddress(service, address);
            }
        }
        for (Struct stored : reader.list(GROUP, RESOURCE, "")) {
            removeLeaked(new IPAddress(stored));
        }
        repairPorts(services);
    }

    private void warnAddress(Service service, String reason, String text) {
        events.warn(service.struct(), reason, "ClusterIPAllocation", text);
    }

    private void repairAddress(Service service, String address) {
        String shown = "[" + (address.indexOf(':') >= 0 ? "IPv6" : "IPv4") + "]: " + address;
        String owner = service.metadata().namespace() + "/" + service.name();
        if (!addresses.ranges().contains(address)) {
            warnAddress(
                    service,
                    "ClusterIPOutOfRange",
                    "Cluster IP " + shown + " is not within any configured Service CIDR; please recreate service");
            return;
        }
        Optional<Struct> stored = reader.getLatest(GROUP, RESOURCE, "", address);
        if (stored.isEmpty()) {
            if (isCurrent(service, address)) {
                warnAddress(service, "ClusterIPNotAllocated", "Cluster IP " + shown + " is not allocated; repairing");
                create(address, service);
            }
            return;
        }
        IPAddress found = new IPAddress(stored.get());
        ParentReference parent = found.spec().parentRef();
        boolean ofService = parent.group().isEmpty() && parent.resource().equals("services");
        boolean ofThis = ofService
                && parent.namespace().equals(service.metadata().namespace())
                && parent.name().equals(service.name());
        if (ofThis ? ClusterIps.isManaged(found) : !isCurrent(service, address)) {
            return;
        }
        if (!ofThis && ofService && hasAddress(parent, address)) {
            warnAddress(
                    service,
                    "ClusterIPAlreadyAllocated",
                    "Cluster IP " + shown.replace(": ", ":")
                            + " was assigned to multiple services; please recreate service");
            return;
        }
        if (!ofThis) {
            warnAddress(
                    service,
                    "ClusterIPNotAllocated",
                    "the ClusterIP " + shown + " for Service " + owner + " has a wrong reference; repairing");
        }
        writer.delete(GROUP, RESOURCE, "", address);
        create(address, service);
    }

    /** Whether the service, which a cache told of, still has the address. */
    private boolean isCurrent(Service service, String address) {
        return reader.getLatest("", "services", service.metadata().namespace(), service.name())
                .filter(latest ->
                        ServicePools.addressesOf(new Service(latest).spec()).contains(address))
                .isPresent();
    }

    private boolean hasAddress(ParentReference parent, String address) {
        return reader.getLatest("", "services", parent.namespace(), parent.name())
                .filter(other ->
                        ServicePools.addressesOf(new Service(other).spec()).contains(address))
                .isPresent();
    }

    private void create(String address, Service service) {
        try {
            writer.create(GROUP, RESOURCE, ClusterIps.object(address, service));
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) { // another server's repair was faster
                throw e;
            }
        }
    }

    private void removeLeaked(IPAddress address) {
        boolean young = address.metadata()
                .creationTimestamp()
                .filter(made -> made.plus(GRACE).isAfter(clock.instant()))
                .isPresent();
        if (!ClusterIps.isManaged(address) || young) {
            return;
        }
        ParentReference parent = address.spec().parentRef();
        if (!parent.group().isEmpty() || !parent.resource().equals("services")) {
            remove(
                    address,
                    "IPAddressNotAllocated",
                    "IPAddress " + address.name()
                            + " appears to have been modified, not referencing a Service: cleaning up");
        } else if (!hasAddress(parent, address.name())) {
            boolean exists = reader.getLatest("", "services", parent.namespace(), parent.name())
                    .isPresent();
            String owner = "IPAddress: " + address.name() + " for Service " + parent.namespace() + "/" + parent.name();
            remove(
                    address,
                    exists ? "IPAddressWrongReference" : "IPAddressNotAllocated",
                    owner + (exists ? " has a wrong reference; cleaning up" : " appears to have leaked: cleaning up"));
        }
    }

    private void remove(IPAddress address, String reason, String text) {
        events.warn(address.struct(), reason, "IPAddressAllocation", text);
        writer.delete(GROUP, RESOURCE, "", address.name());
    }

    private void repairPorts(List<Service> services) {
        Map<Integer, Service> used = new HashMap<>();
        List<Runnable> warnings = new ArrayList<>();
        for (Service service : services) {
            for (int port : ServicePools.portsOf(service.spec())) {
                if (!range.contains(port)) {
                    warnings.add(() -> warnPort(
                            service,
                            "PortOutOfRange",
                            "Port " + port + " is not within the port range " + range + "; please recreate service"));
                } else if (used.putIfAbsent(port, service) != null) {
                    warnings.add(() -> warnPort(
                            service,
                            "PortAlreadyAllocated",
                            "Port " + port + " was assigned to multiple services; please recreate service"));
                }
            }
        }
        warnings.forEach(Runnable::run);
        Set<Integer> taken = ports.change(bits -> {
            Set<Integer> now = new HashSet<>();
            bits.stream().forEach(slot -> now.add(range.first() + slot));
            return now;
        });
        Set<Integer> missing = new HashSet<>(used.keySet());
        missing.removeAll(taken);
        missing.forEach(
                port -> warnPort(used.get(port), "PortNotAllocated", "Port " + port + " is not allocated; repairing"));
        Set<Integer> leaked = leaked(taken, used.keySet());
        ports.change(bits -> {
            used.keySet().forEach(port -> bits.set(port - range.first()));
            leaked.forEach(port -> bits.clear(port - range.first()));
            return true;
        });
    }

    private void warnPort(@org.jspecify.annotations.Nullable Service service, String reason, String text) {
        if (service != null) {
            events.warn(service.struct(), reason, "PortAllocation", text);
        }
    }

    /** The taken ports that had no service for so many rounds that none is about to be written. */
    private Set<Integer> leaked(Set<Integer> taken, Set<Integer> used) {
        leaks.keySet().removeIf(port -> used.contains(port) || !taken.contains(port));
        Set<Integer> leaked = new HashSet<>();
        for (int port : taken) {
            if (!used.contains(port) && leaks.merge(port, ROUNDS_BEFORE_LEAK - 2, (left, _) -> left - 1) < 0) {
                leaked.add(port);
            }
        }
        leaks.keySet().removeAll(leaked);
        return leaked;
    }
}
