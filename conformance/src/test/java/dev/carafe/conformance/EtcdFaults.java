package dev.carafe.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Strikes a cluster of real processes, one blow after the other, and mends each after a while. */
final class EtcdFaults {
    private static final long QUIET_MAX_MS = 2_000;
    private static final long FAULT_MIN_MS = 500;
    private static final long FAULT_MAX_MS = 4_000;
    private static final int REPLACEMENT_WITHIN = 3;
    private static final Duration CHANGE_MAX = Duration.ofMinutes(2);

    private final EtcdNetwork cluster;
    private final SplittableRandom random;
    private final List<String> done = new ArrayList<>();

    EtcdFaults(EtcdNetwork cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** What was done. */
    List<String> done() {
        return done;
    }

    /** Goes on until a moment of {@link System#nanoTime}; all is mended then. */
    void run(long untilNs) throws IOException, InterruptedException {
        int replacing = random.nextInt(REPLACEMENT_WITHIN);
        for (int blow = 0; System.nanoTime() < untilNs; blow++) {
            int one = random.nextInt(EtcdNetwork.MEMBERS);
            int other = (one + 1 + random.nextInt(EtcdNetwork.MEMBERS - 1)) % EtcdNetwork.MEMBERS;
            if (blow == replacing) {
                replace(one, other);
            }
            switch (random.nextInt(cluster.hasSlowDisks() ? 8 : 6)) {
                case 0 -> kill(List.of(one));
                case 1 -> kill(random.nextBoolean() ? List.of(one, other) : List.of(0, 1, 2));
                case 2, 3 -> pause(one);
                case 4 -> {
                    note("cut from " + one + " to " + other);
                    cluster.cut(one, other);
                    last();
                    cluster.joinAll();
                }
                case 5 -> isolate(one);
                default -> slow(one);
            }
            park(random.nextLong(QUIET_MAX_MS));
        }
    }

    private void kill(List<Integer> members) throws IOException, InterruptedException {
        note("kill " + members);
        for (int number : members) {
            cluster.kill(number);
        }
        park(random.nextLong(FAULT_MIN_MS));
        for (int number : members) {
            cluster.restart(number);
        }
        last(); // a start takes a while
    }

    /** Takes a member and its disk away and has another one begin in its place and promoted, while one of the voters is struck. */
    private void replace(int member, int asked) throws IOException, InterruptedException {
        int struck = random.nextBoolean() ? asked : EtcdNetwork.MEMBERS - member - asked;
        note("replace " + member);
        cluster.kill(member);
        var _ = Await.until("a member to be removed", CHANGE_MAX, () -> cluster.remove(member, asked), done -> done);
        cluster.startAnew(member, asked);
        if (random.nextBoolean()) {
            kill(List.of(struck));
        } else {
            pause(struck);
        }
        var _ = Await.until("a learner to be promoted", CHANGE_MAX, () -> cluster.promote(member, asked), done -> done);
    }

    private void pause(int member) {
        note("pause " + member);
        cluster.pause(member);
        last();
        cluster.wake(member);
    }

    /** Cuts a member off from both others, its clients not; sometimes it goes on to hear them, or they it. */
    private void isolate(int member) {
        boolean hears = random.nextInt(4) == 0;
        boolean isHeard = !hears && random.nextInt(3) == 0;
        note("isolate " + member + (hears ? ", which still hears" : "") + (isHeard ? ", which is still heard" : ""));
        for (int other = 0; other < EtcdNetwork.MEMBERS; other++) {
            if (other != member) {
                if (!hears) {
                    cluster.cut(other, member);
                }
                if (!isHeard) {
                    cluster.cut(member, other);
                }
            }
        }
        last();
        cluster.joinAll();
    }

    private void slow(int member) throws IOException {
        int writes = random.nextInt(2, 20);
        note("slow disk of " + member + ": " + writes + " writes a second");
        cluster.slow(member, writes);
        last();
        cluster.slow(member, 0);
    }

    private void note(String what) {
        done.add(what);
    }

    private void last() {
        park(random.nextLong(FAULT_MIN_MS, FAULT_MAX_MS));
    }

    private static void park(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }
}
