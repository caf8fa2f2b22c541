package dev.carafe.kubernetes.apiserver.registry.allocator;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Which ports of a range are taken. Not thread-safe. */
public final class PortAllocator {
    private final PortRange range;
    private final Pool pool;

    public PortAllocator(PortRange range, RandomGenerator random) {
        this.range = range;
        this.pool = new Pool(range.size(), random);
    }

    public PortRange range() {
        return range;
    }

    /** Takes a port of the range; false where it is taken already. */
    public boolean take(int port) {
        return pool.take(port - range.first());
    }

    /** Takes any port; empty when all are taken. */
    public OptionalInt takeAny() {
        OptionalInt slot = pool.takeAny();
        return slot.isPresent() ? OptionalInt.of(range.first() + slot.getAsInt()) : OptionalInt.empty();
    }

    /** Gives a port back; one outside the range is none of ours. */
    public void release(int port) {
        if (range.contains(port)) {
            pool.release(port - range.first());
        }
    }

    /** How many ports are free. */
    public int free() {
        return pool.free();
    }
}
