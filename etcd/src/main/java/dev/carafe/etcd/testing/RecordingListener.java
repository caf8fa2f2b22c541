package dev.carafe.etcd.testing;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what it hears, and lets a test wait for it. */
public final class RecordingListener implements WatchListener {
    private static final long PATIENCE_MS = 20_000;

    private final List<WatchEvent> events = new ArrayList<>();
    private long progress;
    private long compactRevision;
    private @Nullable EtcdException cause;
    private boolean blocked;

    @Override
    public synchronized void events(List<WatchEvent> batch, long revision) {
        events.addAll(batch);
        notifyAll();
        var _ = await(() -> blocked ? null : Boolean.TRUE);
    }

    @Override
    public synchronized void progress(long revision) {
        progress = revision;
        notifyAll();
    }

    @Override
    public synchronized void cancelled(EtcdException why, long compacted) {
        cause = why;
        compactRevision = compacted;
        notifyAll();
    }

    /** While true, the listener does not return from hearing of events. */
    public synchronized void block(boolean on) {
        blocked = on;
        notifyAll();
    }

    public synchronized List<WatchEvent> awaitEvents(int count) {
        return await(() -> events.size() >= count ? List.copyOf(events) : null);
    }

    public synchronized long awaitProgress(long revision) {
        return await(() -> progress >= revision ? (Long) progress : null);
    }

    public synchronized EtcdException awaitCancelled() {
        return await(() -> cause);
    }

    public synchronized long compactRevision() {
        return compactRevision;
    }

    private <T> T await(Supplier<@Nullable T> condition) {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (true) {
            @Nullable T value = condition.get();
            if (value != null) {
                return value;
            }
            long leftMs = (end - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new AssertionError("waited in vain; events " + events + " progress " + progress);
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
