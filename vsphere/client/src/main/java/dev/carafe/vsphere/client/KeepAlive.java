package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.FaultException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Keeps a session from timing out (30 minutes by default) by asking the server for its time. One virtual thread, which
 * {@link #close} ends.
 */
public final class KeepAlive implements AutoCloseable {
    private static final Logger LOG = System.getLogger(KeepAlive.class.getName());

    /** Waits until the next call is due. */
    @FunctionalInterface
    public interface Timer {
        void await() throws InterruptedException;
    }

    private final VSphereClient client;
    private final Timer timer;
    private final Thread thread;

    private KeepAlive(VSphereClient client, Timer timer) {
        this.client = client;
        this.timer = timer;
        thread = Thread.ofVirtual().name("vsphere-keep-alive").unstarted(this::run);
    }

    public static KeepAlive start(VSphereClient client, Timer timer) {
        KeepAlive keepAlive = new KeepAlive(client, timer);
        keepAlive.thread.start();
        return keepAlive;
    }

    /** A timer of the machine's clock. */
    public static Timer every(Duration interval) {
        return () -> Thread.sleep(interval);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                timer.await();
                try {
                    client.currentTime();
                } catch (IOException e) {
                    // the network may be back before the session is gone; whoever uses the session sees the error
                    LOG.log(Level.DEBUG, "keep-alive failed", e);
                } catch (FaultException e) {
                    LOG.log(Level.DEBUG, "the session is gone", e);
                    return;
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Returns once the thread has ended, or the caller is interrupted. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
