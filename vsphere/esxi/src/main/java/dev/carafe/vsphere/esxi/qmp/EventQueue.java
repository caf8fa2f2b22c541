package dev.carafe.vsphere.esxi.qmp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A subscriber's events, bounded: what does not fit is replaced by one {@link Notice.Lost}. Thread-safe. */
public final class EventQueue implements AutoCloseable {
    static final int MAX = 1024;

    private final QmpClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    /** Guarded by {@link #lock}; its last element is a Lost while events are being dropped. */
    private final Deque<Notice> notices = new ArrayDeque<>();

    EventQueue(QmpClient client) {
        this.client = client;
    }

    /** Never blocks. */
    void offer(Notice notice) {
        lock.lock();
        try {
            if (notices.size() < MAX || notice instanceof Notice.Closed) {
                notices.add(notice);
            } else if (!(notices.getLast() instanceof Notice.Lost)) {
                notices.add(new Notice.Lost());
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next notice, or empty when none came in time. */
    public Optional<Notice> poll(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (notices.isEmpty()) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = arrived.awaitNanos(left);
            }
            return Optional.of(notices.removeFirst());
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #poll}, however long it takes. */
    public Notice take() throws InterruptedException {
        while (true) {
            Optional<Notice> notice = poll(Duration.of(1, TimeUnit.DAYS.toChronoUnit()));
            if (notice.isPresent()) {
                return notice.get();
            }
        }
    }

    @Override
    public void close() {
        client.unsubscribe(this);
    }
}
