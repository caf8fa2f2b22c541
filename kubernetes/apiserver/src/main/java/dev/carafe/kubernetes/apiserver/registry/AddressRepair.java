package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes {@code IPAddress} objects agree with the addresses that services have, object by object (upstream's
 * ipallocator-repair-controller). What a cache shows to be right is left alone; all else is decided by what the store has. Thread-safe.
 */
public final class AddressRepair {
    /** How long an address may have no service: its service may be about to be written. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final String GROUP = "networking.k8s.io";
    private static final String RESOURCE = "ipaddresses";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ClusterIps addresses;
    private final ServiceRepair.Events events;
    private final InstantSource clock;

    /**
     * A repair.
     *
     * @param addresses knows of which blocks addresses may be
     */
    public AddressRepair(
            ObjectReader reader,
            ObjectWriter writer,
            ClusterIps addresses,
            ServiceRepair.Events events,
            InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.addresses = addresses;
        this.events = events;
        this.clock = clock;
    }

    /** Puts right what all services have, then takes away what none has. */
    public void run() {
        reader.list("", "services", "").forEach(this::repairService);
        for (Struct address : reader.list(GROUP, RESOURCE, "")) {
            var _ = repairAddress(address);
        }
    }

    /** Sees to it that each address of a service has an object that says so. */
    public void repairService(Struct object) {
        Service service = new Service(object);
        for (String address : ServicePools.addressesOf(service.spec())) {
            Optional<Struct> known = reader.get(GROUP, RESOURCE, "", address);
            boolean right = known.map(IPAddress::new)
                    .filter(found -> isOf(found.spec().parentRef(), service) && ClusterIps.isManaged(found))
                    .isPresent();
            if (!right || !addresses.ranges().contains(address)) {
                repair(service, address);
            }
        }
    }

    private void warn(Service service, String reason, String text) {
        events.warn(service.struct(), reason, "ClusterIPAllocation", text);
    }

    private void repair(Service service, String address) {
        String shown = "[" + (address.indexOf(':') >= 0 ? "IPv6" : "IPv4") + "]: " + address;
        if (!addresses.ranges().contains(address)) {
            warn(
                    service,
                    "ClusterIPOutOfRange",
                    "Cluster IP " + shown + " is not within any configured Service CIDR; please recreate service");
            return;
        }
        Optional<Struct> stored = reader.getLatest(GROUP, RESOURCE, "", address);
        if (stored.isEmpty()) {
            if (isCurrent(service, address)) {
                warn(service, "ClusterIPNotAllocated", "Cluster IP " + shown + " is not allocated; repairing");
                create(address, service);
            }
            return;
        }
        IPAddress found = new IPAddress(stored.get());
        ParentReference parent = found.spec().parentRef();
        boolean ofThis = isOf(parent, service);
        if (ofThis ? ClusterIps.isManaged(found) : !isCurrent(service, address)) {
            return;
        }
        if (!ofThis && isService(parent) && hasAddress(parent, address)) {
            warn(
                    service,
                    "ClusterIPAlreadyAllocated",
                    "Cluster IP " + shown.replace(": ", ":")
                            + " was assigned to multiple services; please recreate service");
            return;
        }
        if (!ofThis) {
            String owner = service.metadata().namespace() + "/" + service.name();
            warn(
                    service,
                    "ClusterIPNotAllocated",
                    "the ClusterIP " + shown + " for Service " + owner + " has a wrong reference; repairing");
        }
        writer.delete(GROUP, RESOURCE, "", address);
        create(address, service);
    }

    private static boolean isService(ParentReference parent) {
        return parent.group().isEmpty() && parent.resource().equals("services");
    }

    private static boolean isOf(ParentReference parent, Service service) {
        return isService(parent)
                && parent.namespace().equals(service.metadata().namespace())
                && parent.name().equals(service.name());
    }

    /** Whether the service, which a cache told of, still has the address. */
    private boolean isCurrent(Service service, String address) {
        return has(reader.getLatest("", "services", service.metadata().namespace(), service.name()), address);
    }

    private boolean hasAddress(ParentReference parent, String address) {
        return has(latest(parent), address);
    }

    private Optional<Struct> latest(ParentReference parent) {
        return reader.getLatest("", "services", parent.namespace(), parent.name());
    }

    private static boolean has(Optional<Struct> service, String address) {
        return service.filter(found ->
                        ServicePools.addressesOf(new Service(found).spec()).contains(address))
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

    /**
     * Takes an address away that no service has.
     *
     * @return how long to wait before it is to be looked at again, since its service may be about to be written; zero for not at all
     */
    public Duration repairAddress(Struct object) {
        IPAddress address = new IPAddress(object);
        if (!ClusterIps.isManaged(address)) {
            return Duration.ZERO;
        }
        ParentReference parent = address.spec().parentRef();
        if (!isService(parent)) {
            remove(
                    address,
                    "IPAddressNotAllocated",
                    "IPAddress " + address.name()
                            + " appears to have been modified, not referencing a Service: cleaning up");
            return Duration.ZERO;
        }
        boolean right = has(reader.get("", "services", parent.namespace(), parent.name()), address.name());
        if (right || hasAddress(parent, address.name())) {
            return Duration.ZERO;
        }
        Duration left = address.metadata()
                .creationTimestamp()
                .map(made -> Duration.between(clock.instant(), made.plus(GRACE)))
                .orElse(Duration.ZERO);
        if (left.isPositive()) {
            return left;
        }
        boolean exists = latest(parent).isPresent();
        String owner = "IPAddress: " + address.name() + " for Service " + parent.namespace() + "/" + parent.name();
        remove(
                address,
                exists ? "IPAddressWrongReference" : "IPAddressNotAllocated",
                owner + (exists ? " has a wrong reference; cleaning up" : " appears to have leaked: cleaning up"));
        return Duration.ZERO;
    }

    /** Gives the service that an address was of its object back, if it still has the address. */
    public void repairRemoved(Struct object) {
        ParentReference parent = new IPAddress(object).spec().parentRef();
        if (isService(parent)) {
            latest(parent).ifPresent(this::repairService);
        }
    }

    private void remove(IPAddress address, String reason, String text) {
        events.warn(address.struct(), reason, "IPAddressAllocation", text);
        writer.delete(GROUP, RESOURCE, "", address.name());
    }
}
