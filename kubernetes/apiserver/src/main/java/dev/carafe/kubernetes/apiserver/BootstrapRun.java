package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.registry.Bootstrap;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the bootstrap beside the server's start, again until it succeeds. One virtual thread. */
final class BootstrapRun implements AutoCloseable {
    private static final long RETRY_SECONDS = 1;
    private static final System.Logger LOG = System.getLogger(BootstrapRun.class.getName());

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Bootstrap bootstrap;
    private volatile boolean done;

    /**
     * Begins.
     *
     * @param then what is done once when all is there; the bootstrap is done after it
     */
    void start(Bootstrap bootstrap, Runnable then) {
        this.bootstrap = bootstrap;
        Thread.ofVirtual().name("bootstrap").start(() -> run(bootstrap, then));
    }

    private void run(Bootstrap bootstrap, Runnable then) {
        try {
            while (!done && closed.getCount() > 0) {
                try {
                    bootstrap.run();
                    then.run();
                    done = true;
                } catch (RuntimeException e) {
                    FailureLog.warn(LOG, "bootstrap failed, will try again", e);
                    if (closed.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether objects are there up to a stage. */
    boolean hasReached(Bootstrap.Stage stage) {
        Bootstrap begun = bootstrap;
        return begun != null && begun.stage().compareTo(stage) >= 0;
    }

    /** Whether all objects are there, and what was to be done after them. */
    boolean isDone() {
        return done;
    }

    /** Gives up. */
    @Override
    public void close() {
        closed.countDown();
    }
}
