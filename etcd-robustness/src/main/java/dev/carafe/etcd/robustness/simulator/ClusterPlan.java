package dev.carafe.etcd.robustness.simulator;

import java.util.SplittableRandom;

/**
 * What a cluster's run does. As of a {@link Plan}, each seed has only some of the faults.
 *
 * @param members how many members the cluster begins with
 * @param steps how many events
 * @param clients how many clients
 * @param keys how many keys they share
 * @param valueBytesMax how long a value may be
 * @param turnShare how often a member gets a turn, of 100 events
 * @param askShare how often a client asks, of 100 events
 * @param loss what share of messages is lost
 * @param doubles whether messages come twice
 * @param cuts whether links are cut, one way or both
 * @param kills whether processes are killed
 * @param powerLoss whether power fails, with what was not synced
 * @param failingSyncs whether syncs fail
 * @param fullDisks whether disks are full for a time
 * @param compacts whether history is compacted
 * @param pauses whether members stand still for a time, and time leaps ahead
 * @param changes whether members come and go
 * @param handOvers whether leaders are told to hand over
 * @param bitFlips whether bits flip in a member's files while it does not run
 * @param drift by what share of real time a member's clock may be too fast or too slow
 * @param leaseCheckpointMs as of a store, 0 for no checkpoints of leases
 * @param leaseLooks whether clients ask for leases' times to live and which there are
 * @param replaces whether members lose their disks for good, are removed, and others take their places
 * @param preVote whether members ask others before they hold an election
 * @param fragments whether some watches ask for large responses in fragments, and connections break within them
 * @param revisionReads whether clients ask for keys of some revisions alone, and for the past within transactions
 */
public record ClusterPlan(
        int members,
        int steps,
        int clients,
        int keys,
        int valueBytesMax,
        int turnShare,
        int askShare,
        double loss,
        boolean doubles,
        boolean cuts,
        boolean kills,
        boolean powerLoss,
        boolean failingSyncs,
        boolean fullDisks,
        boolean compacts,
        boolean pauses,
        boolean changes,
        boolean handOvers,
        boolean bitFlips,
        double drift,
        long leaseCheckpointMs,
        boolean leaseLooks,
        boolean replaces,
        boolean preVote,
        boolean fragments,
        boolean revisionReads) {
    private static final int STEPS = 2500;
    private static final double DRIFT_MAX = 0.2;

    /** Shorter than the shortest lease. */
    private static final long LEASE_CHECKPOINT_MS = 1000;

    /** The plan of a seed. */
    public static ClusterPlan of(long seed, int members) {
        SplittableRandom random = new SplittableRandom(~seed);
        return new ClusterPlan(
                members,
                STEPS,
                random.nextInt(2, 8),
                random.nextInt(1, 12),
                random.nextInt(4) == 0 ? 6000 : 1200,
                random.nextInt(20, 95),
                random.nextInt(10, 50),
                random.nextBoolean() ? 0 : random.nextDouble() * 0.2,
                random.nextBoolean(),
                random.nextInt(3) > 0,
                random.nextInt(4) > 0,
                random.nextInt(3) > 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(3) > 0,
                random.nextInt(3) > 0,
                random.nextInt(3) == 0,
                random.nextBoolean(),
                random.nextInt(4) == 0,
                random.nextInt(3) > 0 ? 0 : random.nextDouble() * DRIFT_MAX,
                random.nextBoolean() ? LEASE_CHECKPOINT_MS : 0,
                random.nextInt(4) > 0,
                random.nextInt(3) == 0,
                random.nextInt(4) > 0,
                random.nextInt(3) > 0,
                random.nextInt(3) > 0);
    }

    /** The same without what was added to plans later: what a seed of before meant. */
    public ClusterPlan earlier() {
        return new ClusterPlan(
                members,
                steps,
                clients,
                keys,
                valueBytesMax,
                turnShare,
                askShare,
                loss,
                doubles,
                cuts,
                kills,
                powerLoss,
                failingSyncs,
                fullDisks,
                compacts,
                pauses,
                changes,
                handOvers,
                bitFlips,
                drift,
                leaseCheckpointMs,
                false,
                false,
                true,
                false,
                false);
    }
}
