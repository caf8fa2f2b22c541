package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apiserver.metrics.PortRepairMetrics;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the node ports that the store says are taken agree with those that services have (upstream's
 * portallocator-repair-controller): takes what services of an older version have, and gives back what servers that died took. One
 * round at a time.
 */
public final class PortRepair {
    /** In how many rounds a port must have had no service before it is given back. */
    private static final int ROUNDS_BEFORE_LEAK = 3;

    private final ObjectReader reader;
    private final PortRange range;
    private final SharedRange ports;
    private final ServiceRepair.Events events;
    private final PortRepairMetrics metrics;

    /** Ports without a service, and in how many more rounds they are given back. */
    private final Map<Integer, Integer> leaks = new HashMap<>();

    /**
     * A repair.
     *
     * @param range the ports that there are
     * @param ports which of them are taken
     */
    public PortRepair(
            ObjectReader reader,
            PortRange range,
            SharedRange ports,
            ServiceRepair.Events events,
            PortRepairMetrics metrics) {
        this.reader = reader;
        this.range = range;
        this.ports = ports;
        this.events = events;
        this.metrics = metrics;
    }

    /** One round. */
    public void run() {
        boolean done = false;
        try {
            repair();
            done = true;
        } finally {
            if (!done) {
                metrics.failed();
            }
        }
    }

    private void repair() {
        List<Service> services =
                reader.list("", "services", "").stream().map(Service::new).toList();
        Map<Integer, Service> used = new HashMap<>();
        List<Runnable> warnings = new ArrayList<>();
        for (Service service : services) {
            for (int port : ServicePools.portsOf(service.spec())) {
                if (!range.contains(port)) {
                    warnings.add(() -> warnPort(
                            service,
                            PortRepairMetrics.Type.OUT_OF_RANGE,
                            "PortOutOfRange",
                            "Port " + port + " is not within the port range " + range + "; please recreate service"));
                } else if (used.putIfAbsent(port, service) != null) {
                    warnings.add(() -> warnPort(
                            service,
                            PortRepairMetrics.Type.DUPLICATE,
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
        missing.forEach(port -> warnPort(
                used.get(port),
                PortRepairMetrics.Type.REPAIR,
                "PortNotAllocated",
                "Port " + port + " is not allocated; repairing"));
        Set<Integer> leaked = leaked(taken, used.keySet());
        ports.change(bits -> {
            used.keySet().forEach(port -> bits.set(port - range.first()));
            leaked.forEach(port -> bits.clear(port - range.first()));
            return true;
        });
    }

    private void warnPort(@Nullable Service service, PortRepairMetrics.Type type, String reason, String text) {
        metrics.found(type);
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
                metrics.found(PortRepairMetrics.Type.LEAK);
            }
        }
        leaks.keySet().removeAll(leaked);
        return leaked;
    }
}
