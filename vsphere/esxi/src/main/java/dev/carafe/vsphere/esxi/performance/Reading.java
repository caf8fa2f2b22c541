package dev.carafe.vsphere.esxi.performance;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was read of the host or of a machine at an instant. Immutable.
 *
 * @param values what the kernel and QEMU count, since whenever they began, or have
 */
record Reading(Instant at, Capacity capacity, Map<Series, Long> values) {
    /** A counter of one part, such as a disk; of the whole when the part has no name. */
    record Series(Counter counter, String instance) {}

    /** What there is to be used. */
    record Capacity(int cpus, int mhzPerCpu) {}

    Reading {
        values = Map.copyOf(values);
    }

    /** Gathers what is read. Belongs to one thread. */
    static final class Gathering {
        private final Map<Series, Long> values = new HashMap<>();

        /** A value of the whole. */
        void whole(Counter counter, long value) {
            values.put(new Series(counter, ""), value);
        }

        /** A value of a part, which counts for the whole too. */
        void part(Counter counter, String instance, long value) {
            values.merge(new Series(counter, instance), value, Long::sum);
            values.merge(new Series(counter, ""), value, Long::sum);
        }

        Reading at(Instant instant, Capacity capacity) {
            return new Reading(instant, capacity, values);
        }
    }
}
