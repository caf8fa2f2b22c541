package dev.carafe.kubernetes.apiserver.chain;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes names for requests that have none: UUIDs of version 4 (RFC 9562), as upstream's github.com/google/uuid does. Thread-safe.
 *
 * <p>Nobody may rely on one as a secret: whoever has some of a server's can reckon out the others. {@link UUID#randomUUID} would keep
 * that from them, for a lock, a hash and now and then a system call in every request. Here only where the sequence begins is taken from a
 * strong generator, so that no two servers share a part of it; then each name is a step of a counter, mixed twice as SplitMix64 mixes
 * (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). As many as there are numbers follow before a counter comes
 * back.
 */
public final class AuditIds {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L; // odd, so that the counter visits every number
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final AtomicLong counter;
    private final long key;

    /**
     * A sequence of its own.
     *
     * @param seed where it begins; a strong generator
     */
    public AuditIds(RandomGenerator seed) {
        this.counter = new AtomicLong(seed.nextLong());
        this.key = seed.nextLong();
    }

    /** The next name. */
    public String next() {
        long step = counter.getAndAdd(STEP);
        long high = (mixed(step) & ~0xF000L) | VERSION_4;
        long low = (mixed(step ^ key) & (-1L >>> 2)) | VARIANT;
        return new UUID(high, low).toString();
    }

    private static long mixed(long value) {
        long once = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return twice ^ (twice >>> 31);
    }
}
