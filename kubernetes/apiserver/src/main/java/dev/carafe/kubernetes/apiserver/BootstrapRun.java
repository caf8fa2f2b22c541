package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.registry.Bootstrap;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the bootstrap beside the server's start, again until it succeeds. One virtual thread. */
final class BootstrapRun implements AutoCloseable {
    private static final long RETRY_SECONDS = 1;
    private static final System.Logger LOG = System.getLogger(BootstrapRun.class.getName());

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean done;

    void start(Bootstrap bootstrap) {
        Thread.ofVirtual().name("bootstrap").start(() -> run(bootstrap));
    }

    private void run(Bootstrap bootstrap) {
        try {
            while (!done && closed.getCount() > 0) {
                try {
                    bootstrap.run();
                    done = true;
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "bootstrap failed, will try again", e);
                    if (closed.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether everything is there. */
    boolean isDone() {
        return done;
    }

    /** Gives up. */
    @Override
    public void close() {
        closed.countDown();
    }
}
