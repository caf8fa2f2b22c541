package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics.Scope;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.Slots;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The node ports of services, which all servers on a store share. Thread-safe. */
final class NodePorts {
    static final String TAKEN = "provided port is already allocated";

    private final PortRange range;
    private final SharedRange taken;
    private final RandomGenerator random;
    private final AllocatorMetrics metrics;
    private final boolean earnest;

    NodePorts(PortRange range, SharedRange taken, RandomGenerator random, AllocatorMetrics metrics) {
        this(range, taken, random, metrics, true);
    }

    private NodePorts(
            PortRange range, SharedRange taken, RandomGenerator random, AllocatorMetrics metrics, boolean earnest) {
        this.range = range;
        this.taken = taken;
        this.random = random;
        this.metrics = metrics;
        this.earnest = earnest;
    }

    /** The same ports, of which nothing is taken or given back in earnest. */
    NodePorts trial() {
        SharedRange unchanged = new SharedRange() {
            @Override
            public <T> T change(Function<BitSet, T> change) {
                return taken.change(bits -> change.apply((BitSet) bits.clone()));
            }
        };
        return new NodePorts(range, unchanged, random, AllocatorMetrics.untold(), false);
    }

    /** Takes a port; why it cannot be had, where it cannot. In a trial the range is not asked, as upstream answers. */
    Optional<String> take(int port) {
        Optional<String> problem = tryTake(port);
        metrics.port(Scope.STATIC, problem.isEmpty());
        return problem;
    }

    private Optional<String> tryTake(int port) {
        if (!range.contains(port)) {
            return earnest
                    ? Optional.of("provided port is not in the valid range. The range of valid ports is " + range)
                    : Optional.empty();
        }
        int slot = port - range.first();
        boolean free = taken.change(bits -> {
            boolean clear = !bits.get(slot);
            bits.set(slot);
            return clear;
        });
        return free ? Optional.empty() : Optional.of(TAKEN);
    }

    /** Takes any port; empty when all are taken. */
    OptionalInt takeAny() {
        OptionalInt port = taken.change(bits -> {
            OptionalInt slot = Slots.free(bits, range.size(), random);
            slot.ifPresent(bits::set);
            return slot.isPresent() ? OptionalInt.of(range.first() + slot.getAsInt()) : OptionalInt.empty();
        });
        metrics.port(Scope.DYNAMIC, port.isPresent());
        return port;
    }

    /** How much of the range is taken. */
    AllocatorMetrics.Use use() {
        int allocated = taken.change(BitSet::cardinality);
        return new AllocatorMetrics.Use(range.toString(), allocated, range.size() - allocated);
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
