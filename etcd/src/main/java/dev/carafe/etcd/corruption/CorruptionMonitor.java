package dev.carafe.etcd.corruption;

import dev.carafe.etcd.EtcdException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Compares members again and again, on a thread of its own, as long as this one is the leader. */
public final class CorruptionMonitor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CorruptionMonitor.class.getName());

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("etcd-corruption").factory());
    private final MemberHashes hashes;

    private CorruptionMonitor(MemberHashes hashes) {
        this.hashes = hashes;
    }

    /**
     * Starts it.
     *
     * @param newest how often the newest history is compared, zero for never
     * @param compacted how often what the last compaction left is, zero for never
     */
    public static CorruptionMonitor start(MemberHashes hashes, Duration newest, Duration compacted) {
        CorruptionMonitor monitor = new CorruptionMonitor(hashes);
        CorruptionChecker checker = new CorruptionChecker(hashes);
        monitor.repeat(newest, checker::compareNewest);
        monitor.repeat(compacted, checker::compareCompacted);
        return monitor;
    }

    private void repeat(Duration every, Runnable comparing) {
        if (every.isPositive()) {
            long ns = every.toNanos();
            var _ = timer.scheduleWithFixedDelay(() -> step(comparing), ns, ns, TimeUnit.NANOSECONDS);
        }
    }

    private void step(Runnable comparing) {
        try {
            if (hashes.leads()) {
                comparing.run();
            }
        } catch (EtcdException e) {
            LOG.log(System.Logger.Level.WARNING, "members could not be compared: {0}", e.getMessage());
        } catch (RuntimeException e) { // would end the timer
            LOG.log(System.Logger.Level.ERROR, "members could not be compared", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        timer.close();
    }
}
