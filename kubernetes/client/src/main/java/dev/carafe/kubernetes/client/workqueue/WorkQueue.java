package dev.carafe.kubernetes.client.workqueue;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys without doubles (client-go's workqueue.Type). It holds no more than there are keys.
 *
 * @param <K> the keys' type
 */
public final class WorkQueue<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<K> queue = new ArrayDeque<>(); // guarded by lock; in dirty, and not in processing
    private final Set<K> dirty = new HashSet<>(); // guarded by lock; to be looked at
    private final Set<K> processing = new HashSet<>(); // guarded by lock; with a worker
    private boolean shuttingDown; // guarded by lock
    private boolean draining; // guarded by lock

    /** Marks a key as to be looked at. */
    public void add(K key) {
        lock.lock();
        try {
            if (shuttingDown || !dirty.add(key)) {
                return;
            }
            if (!processing.contains(key)) {
                queue.add(key);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many keys wait. */
    public int length() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key, which the caller must hand back with {@link #done}; null when the queue has been shut down. */
    public @Nullable K take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !shuttingDown) {
                changed.await();
            }
            K key = queue.poll();
            if (key != null) {
                processing.add(key);
                dirty.remove(key);
            }
            return key;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a worker is done with a key; it waits again if it was added meanwhile. */
    public void done(K key) {
        lock.lock();
        try {
            processing.remove(key);
            if (dirty.contains(key)) {
                queue.add(key);
                changed.signal();
            } else if (processing.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more keys; workers get what waits, and then null. */
    public void shutDown() {
        shutDown(false);
    }

    /** As {@link #shutDown()}, and waits until the workers are done with what they have. */
    public void shutDownWithDrain() throws InterruptedException {
        shutDown(true);
        lock.lockInterruptibly();
        try {
            while (draining && (!processing.isEmpty() || !queue.isEmpty())) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void shutDown(boolean drain) {
        lock.lock();
        try {
            draining = drain;
            shuttingDown = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isShuttingDown() {
        lock.lock();
        try {
            return shuttingDown;
        } finally {
            lock.unlock();
        }
    }
}
