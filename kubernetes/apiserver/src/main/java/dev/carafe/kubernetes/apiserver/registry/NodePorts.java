package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.Slots;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The node ports of services, which all servers on a store share. Thread-safe. */
final class NodePorts {
    private final PortRange range;
    private final SharedRange taken;
    private final RandomGenerator random;

    NodePorts(PortRange range, SharedRange taken, RandomGenerator random) {
        this.range = range;
        this.taken = taken;
        this.random = random;
    }

    /** The same ports, of which nothing is taken or given back in earnest. */
    NodePorts trial() {
        SharedRange unchanged = new SharedRange() {
            @Override
            public <T> T change(Function<BitSet, T> change) {
                return taken.change(bits -> change.apply((BitSet) bits.clone()));
            }
        };
        return new NodePorts(range, unchanged, random);
    }

    PortRange range() {
        return range;
    }

    /** Takes a port of the range; false where it is taken already. */
    boolean take(int port) {
        int slot = port - range.first();
        return taken.change(bits -> {
            boolean free = !bits.get(slot);
            bits.set(slot);
            return free;
        });
    }

    /** Takes any port; empty when all are taken. */
    OptionalInt takeAny() {
        return taken.change(bits -> {
            OptionalInt slot = Slots.free(bits, range.size(), random);
            slot.ifPresent(bits::set);
            return slot.isPresent() ? OptionalInt.of(range.first() + slot.getAsInt()) : OptionalInt.empty();
        });
    }

    /** Gives a port back; one outside the range is none of ours. */
    void release(int port) {
        if (range.contains(port)) {
            taken.change(bits -> {
                bits.clear(port - range.first());
                return true;
            });
        }
    }
}
