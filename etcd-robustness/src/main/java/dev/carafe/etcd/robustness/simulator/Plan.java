package dev.carafe.etcd.robustness.simulator;

import java.util.SplittableRandom;

/**
 * What a run does. Each seed has only some of the faults, and more or less of each, since faults hide each other: a store
 * that dies at every turn never comes to have a full disk.
 *
 * @param steps how many events
 * @param clients how many clients
 * @param keys how many keys they share
 * @param valueBytesMax how long a value may be
 * @param writerShare how often the writer gets a turn, of 100 events
 * @param kills whether processes are killed
 * @param powerLoss whether power fails, with what was not synced
 * @param failingSyncs whether syncs fail
 * @param fullDisks whether disks are full for a time
 * @param bitFlips whether bits flip in files while no process runs
 * @param compacts whether history is compacted
 * @param pauses whether time leaps ahead, as when a process was stopped
 * @param leaseCheckpointMs as of the store, 0 for no checkpoints of leases
 * @param leaseLooks whether clients ask for leases' times to live and which there are
 * @param fragments whether some watches ask for large responses in fragments, and connections break within them
 * @param revisionReads whether clients ask for keys of some revisions alone, and for the past within transactions
 */
public record Plan(
        int steps,
        int clients,
        int keys,
        int valueBytesMax,
        int writerShare,
        boolean kills,
        boolean powerLoss,
        boolean failingSyncs,
        boolean fullDisks,
        boolean bitFlips,
        boolean compacts,
        boolean pauses,
        long leaseCheckpointMs,
        boolean leaseLooks,
        boolean fragments,
        boolean revisionReads) {
    private static final int STEPS = 1500;

    /** Shorter than the shortest lease. */
    private static final long LEASE_CHECKPOINT_MS = 1000;

    /** The plan of a seed. */
    public static Plan of(long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        return new Plan(
                STEPS,
                random.nextInt(2, 8),
                random.nextInt(1, 12),
                random.nextInt(4) == 0 ? 6000 : 1200,
                random.nextInt(5, 40),
                random.nextInt(4) > 0,
                random.nextInt(3) > 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                random.nextInt(3) > 0,
                random.nextInt(3) > 0,
                random.nextBoolean() ? LEASE_CHECKPOINT_MS : 0,
                random.nextInt(4) > 0,
                random.nextInt(3) > 0,
                random.nextInt(3) > 0);
    }

    /** The same without what was added to plans later: what a seed of before meant. */
    public Plan earlier() {
        return new Plan(
                steps,
                clients,
                keys,
                valueBytesMax,
                writerShare,
                kills,
                powerLoss,
                failingSyncs,
                fullDisks,
                bitFlips,
                compacts,
                pauses,
                leaseCheckpointMs,
                false,
                false,
                false);
    }
}
