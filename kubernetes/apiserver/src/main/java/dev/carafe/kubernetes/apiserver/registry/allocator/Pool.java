package dev.carafe.kubernetes.apiserver.registry.allocator;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A range of numbered slots, each free or taken. Slots below an offset are left to those who ask for them by number for
 * as long as others are free. Not thread-safe.
 */
final class Pool {
    private final BitSet taken = new BitSet();
    private final int size;
    private final int dynamicFrom;
    private final RandomGenerator random;

    Pool(int size, RandomGenerator random) {
        this.size = size;
        this.dynamicFrom = staticBand(size);
        this.random = random;
    }

    /** A sixteenth of the range, at least 16 and at most 256; none of a small range. */
    private static int staticBand(int size) {
        return size < 32 ? 0 : Math.clamp(size / 16, 16, 256);
    }

    /** Takes one slot; false where it is taken already. */
    boolean take(int slot) {
        if (taken.get(slot)) {
            return false;
        }
        taken.set(slot);
        return true;
    }

    /** Takes any slot; empty when all are taken. */
    OptionalInt takeAny() {
        OptionalInt slot = free(dynamicFrom, size);
        if (slot.isEmpty()) {
            slot = free(0, dynamicFrom);
        }
        slot.ifPresent(taken::set);
        return slot;
    }

    /** The first free slot from a random one on, within bounds and around their end. */
    private OptionalInt free(int from, int to) {
        if (from >= to) {
            return OptionalInt.empty();
        }
        int start = random.nextInt(from, to);
        int slot = taken.nextClearBit(start);
        if (slot >= to) {
            slot = taken.nextClearBit(from);
        }
        return slot < to ? OptionalInt.of(slot) : OptionalInt.empty();
    }

    void release(int slot) {
        taken.clear(slot);
    }

    int free() {
        return size - taken.cardinality();
    }
}
