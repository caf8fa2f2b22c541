package dev.carafe.etcd.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks to a thread several at a time, in the order in which they come: what comes while the thread has not begun, or is at others,
 * goes with those. One that has much to hand on, such as an event to a thousand watches, wakes the thread once, and what the tasks send is
 * written together. Safe for any thread.
 */
final class GatheredTasks implements Executor {
    private static final System.Logger LOG = System.getLogger(GatheredTasks.class.getName());

    /** Tasks that are run before the thread may do something else. */
    static final int RUN_MAX = 256;

    private final Executor thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Whether a run was handed to the thread that is not over. */
    private final AtomicBoolean handed = new AtomicBoolean();

    /** For a thread, which runs what it is handed one after the other. */
    GatheredTasks(Executor thread) {
        this.thread = thread;
    }

    /** @throws RejectedExecutionException when the thread has ended, and with it all that was to be run */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!handed.get() && handed.compareAndSet(false, true)) {
            hand();
        }
    }

    private void hand() {
        try {
            thread.execute(this::run);
        } catch (RejectedExecutionException e) {
            tasks.clear();
            handed.set(false);
            throw e;
        }
    }

    private void run() {
        for (int i = 0; i < RUN_MAX; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                handed.set(false);
                // One that came in between has found it handed, and relies on this run.
                if (tasks.isEmpty() || !handed.compareAndSet(false, true)) {
                    return;
                }
            } else {
                run(task);
            }
        }
        hand();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a task of the network's thread failed", e);
        }
    }
}
