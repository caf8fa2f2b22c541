package dev.carafe.kubernetes.apiserver.registry.allocator;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Which of a range's numbered slots is given to who asks for any: slots below an offset are left to those who ask for them by
 * number for as long as others are free. Pure.
 */
public final class Slots {
    private static final int STATIC_BAND_MIN = 16;
    private static final int STATIC_BAND_MAX = 128;
    private static final int STATIC_BAND_SHARE = 32;

    private Slots() {}

    /**
     * How many of the first slots are kept: a thirty-second of the range, at least 16 and at most 128; none of a range of 16 or less
     * (upstream's portallocator).
     */
    static int staticBand(int size) {
        return size <= STATIC_BAND_MIN ? 0 : Math.clamp(size / STATIC_BAND_SHARE, STATIC_BAND_MIN, STATIC_BAND_MAX);
    }

    /** A free slot; empty when all are taken. */
    public static OptionalInt free(BitSet taken, int size, RandomGenerator random) {
        int dynamicFrom = staticBand(size);
        OptionalInt slot = free(taken, dynamicFrom, size, random);
        return slot.isPresent() ? slot : free(taken, 0, dynamicFrom, random);
    }

    /** The first free slot from a random one on, within bounds and around their end. */
    private static OptionalInt free(BitSet taken, int from, int to, RandomGenerator random) {
        if (from >= to) {
            return OptionalInt.empty();
        }
        int slot = taken.nextClearBit(random.nextInt(from, to));
        if (slot >= to) {
            slot = taken.nextClearBit(from);
        }
        return slot < to ? OptionalInt.of(slot) : OptionalInt.empty();
    }
}
