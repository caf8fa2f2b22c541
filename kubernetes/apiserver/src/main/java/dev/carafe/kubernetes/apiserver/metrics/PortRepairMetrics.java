package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the repair of node ports finds wrong (metrics.go of pkg/registry/core/service/portallocator/controller). Of addresses upstream 1.37
 * counts nothing any more: what it has of that is of the repair before there were IPAddress objects. Thread-safe.
 */
public final class PortRepairMetrics {
    private static final String PREFIX = "apiserver_nodeport_repair_";

    private final Counters errors;
    private final LongAdder failures;

    /** What can be wrong with a port. */
    public enum Type {
        /** It is taken, and no service has it. */
        LEAK("leak"),
        /** A service has it, and it is not taken. */
        REPAIR("repair"),
        /** A service has it, and it is none that services can have. */
        OUT_OF_RANGE("outOfRange"),
        /** Several services have it. */
        DUPLICATE("duplicate");

        private final String label;

        Type(String label) {
            this.label = label;
        }
    }

    PortRepairMetrics(Registry registry) {
        errors = registry.counters(
                PREFIX + "port_errors_total", "What was wrong with node ports, by what that was.", "type");
        failures = registry.counters(
                        PREFIX + "reconcile_errors_total", "Rounds of the repair of node ports that failed.")
                .with();
    }

    /** One that nobody sees. */
    public static PortRepairMetrics untold() {
        return new PortRepairMetrics(new Registry());
    }

    /** Something was wrong with a port. */
    public void found(Type type) {
        errors.with(type.label).increment();
    }

    /** A round could not be ended. */
    public void failed() {
        failures.increment();
    }

    /** How often something was wrong. */
    public long count(Type type) {
        return errors.with(type.label).sum();
    }

    /** How many rounds failed. */
    public long failures() {
        return failures.sum();
    }
}
