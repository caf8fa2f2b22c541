package dev.carafe.kubernetes.apiserver.registry.allocator;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Which addresses of a range are taken. The first one is kept for the service {@code kubernetes}: it is given only to who
 * asks for it. Not thread-safe.
 */
public final class IpAllocator {
    private final IpRange range;
    private final Pool pool;

    /** Whether the first address was asked for; the pool always counts it as taken. */
    private boolean firstTaken;

    public IpAllocator(IpRange range, RandomGenerator random) {
        this.range = range;
        this.pool = new Pool(range.size(), random);
        pool.take(0);
    }

    public IpRange range() {
        return range;
    }

    /** Whether the address may be given at all. */
    public boolean contains(String address) {
        return range.slot(address).isPresent();
    }

    /** Takes an address of the range; false where it is taken already. */
    public boolean take(String address) {
        int slot = range.slot(address).orElseThrow();
        if (slot == 0) {
            boolean free = !firstTaken;
            firstTaken = true;
            return free;
        }
        return pool.take(slot);
    }

    /** Takes any address; empty when all are taken. */
    public Optional<String> takeAny() {
        OptionalInt slot = pool.takeAny();
        return slot.isPresent() ? Optional.of(range.address(slot.getAsInt())) : Optional.empty();
    }

    /** Gives an address back; one outside the range is none of ours. */
    public void release(String address) {
        OptionalInt slot = range.slot(address);
        if (slot.isEmpty()) {
            return;
        }
        if (slot.getAsInt() == 0) {
            firstTaken = false;
        } else {
            pool.release(slot.getAsInt());
        }
    }

    /** How many addresses are free to be taken by anyone. */
    public int free() {
        return pool.free();
    }
}
