package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.testing.MemoryDirectory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What happens to files while no process has them open. */
final class Damage {
    private Damage() {}

    /**
     * Flips a bit in one of the files of a member that does not run, on a new disk in the place of its own.
     *
     * @return whether there was one to flip
     */
    static boolean flipABit(SimulatedMember member, SplittableRandom random, Consumer<String> trace) {
        MemoryDirectory whole = member.directory();
        List<String> names = whole.list();
        if (names.isEmpty()) {
            return false;
        }
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes = whole.bytes(name);
        if (bytes.length == 0) {
            return false;
        }
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        trace.accept("flips a bit in byte " + at + " of " + name);
        member.replaceDisk(whole.with(name, bytes));
        return true;
    }
}
