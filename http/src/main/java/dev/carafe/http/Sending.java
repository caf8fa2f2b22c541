package dev.carafe.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What one thread sends piece after piece. The callback, called by whichever thread sends, hands over by volatile fields. */
final class Sending implements Callback {
    private volatile boolean underWay;
    private volatile @Nullable Throwable failure;

    /** The writer while it waits. */
    private volatile @Nullable Thread waiting;

    /** To be called before each piece is handed to whoever sends it. */
    void begin() {
        underWay = true;
    }

    /**
     * Waits until the last piece is sent.
     *
     * @throws IOException when it, or one before, could not be
     */
    void await() throws IOException {
        if (underWay) {
            waiting = Thread.currentThread();
            while (underWay) {
                LockSupport.park(this);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while the reply is sent");
                }
            }
            waiting = null;
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new IOException(failed);
        }
    }

    @Override
    public void succeeded() {
        underWay = false;
        Thread writer = waiting;
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }

    @Override
    public void failed(Throwable cause) {
        failure = cause;
        succeeded();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
