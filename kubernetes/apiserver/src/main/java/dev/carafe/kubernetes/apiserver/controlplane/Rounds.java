package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Calls what is done again and again. One virtual thread a task; a round that fails is logged, and the next one comes. */
public final class Rounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final CountDownLatch closed = new CountDownLatch(1);

    /** Calls a task now and each so many seconds after it ended, until this is closed. */
    public void every(String name, long seconds, Runnable task) {
        Thread.ofVirtual().name(name).start(() -> run(name, seconds, task));
    }

    private void run(String name, long seconds, Runnable task) {
        try {
            do {
                once(name, task);
            } while (!closed.await(seconds, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(String name, Runnable task) {
        try {
            if (closed.getCount() > 0) {
                task.run();
            }
        } catch (RuntimeException e) {
            if (closed.getCount() > 0) {
                FailureLog.warn(LOG, name + " failed, will try again", e);
            }
        }
    }

    /** Lets no further round begin. */
    @Override
    public void close() {
        closed.countDown();
    }
}
