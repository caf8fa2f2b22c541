package dev.carafe.etcd.compactor;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.Store;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Compacts a store as a {@link Compactor} says, on a thread of its own, as long as the member is the leader. */
public final class AutoCompaction implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AutoCompaction.class.getName());

    private final Compactor compactor;
    private final Store store;
    private final LongSupplier clockMs;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private AutoCompaction(Compactor compactor, Store store, LongSupplier clockMs) {
        this.compactor = compactor;
        this.store = store;
        this.clockMs = clockMs;
        this.thread = Thread.ofVirtual().name("etcd-compactor").unstarted(this::run);
    }

    /** Starts it for a store, which has to be closed after it. */
    public static AutoCompaction start(Compactor compactor, Store store, LongSupplier clockMs) {
        AutoCompaction compaction = new AutoCompaction(compactor, store, clockMs);
        compaction.thread.start();
        return compaction;
    }

    private void run() {
        try {
            do {
                step();
            } while (!stop.await(compactor.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "told to end", e);
        }
    }

    private void step() {
        try {
            StatusResponse status = store.status();
            if (status.leaderId() != status.memberId()) {
                compactor.reset(clockMs.getAsLong());
                return;
            }
            long due = compactor.due(clockMs.getAsLong(), status.revision());
            if (due > 0) {
                compact(due);
            }
        } catch (EtcdException e) {
            LOG.log(System.Logger.Level.WARNING, "automatic compaction failed and is tried again: " + e.getMessage());
        }
    }

    private void compact(long revision) {
        try {
            var _ = store.compact(new CompactRequest(revision, false));
            LOG.log(System.Logger.Level.INFO, "compacted automatically at revision " + revision);
        } catch (EtcdException e) {
            if (!EtcdError.COMPACTED.text().equals(e.getMessage())) {
                throw e;
            }
        }
        compactor.compacted(clockMs.getAsLong(), revision);
    }

    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
