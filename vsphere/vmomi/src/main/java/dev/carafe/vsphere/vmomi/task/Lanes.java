package dev.carafe.vsphere.vmomi.task;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs actions: those of one key one after another in the order given, those of different keys side by side. */
final class Lanes {
    private final Map<Object, ArrayDeque<Runnable>> waiting = new HashMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    /** Runs an action on a virtual thread when its turn has come; never when these are closed by then. */
    synchronized void run(Object key, Runnable action) {
        if (closed) {
            return;
        }
        ArrayDeque<Runnable> lane = waiting.get(key);
        if (lane != null) {
            lane.add(action);
            return;
        }
        ArrayDeque<Runnable> fresh = new ArrayDeque<>();
        fresh.add(action);
        waiting.put(key, fresh);
        threads.add(Thread.ofVirtual().name("tasks of " + key).start(() -> work(key, fresh)));
    }

    private void work(Object key, ArrayDeque<Runnable> lane) {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = closed ? null : lane.poll();
                if (next == null) {
                    waiting.remove(key);
                    threads.remove(Thread.currentThread());
                    return;
                }
            }
            next.run();
        }
    }

    /** Interrupts what is at work, forgets what waits, and waits a while for what is at work to end. */
    void close(Duration patience) {
        List<Thread> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(threads);
        }
        left.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : left) {
                long rest = deadline - System.nanoTime();
                if (rest <= 0) {
                    return;
                }
                thread.join(Duration.ofNanos(rest));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever closes is told to hurry
        }
    }
}
