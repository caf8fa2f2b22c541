package dev.carafe.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Pieces written to a Jetty response. The callback, called by whichever thread sends, hands over by volatile fields. */
final class JettyPieceStream implements PieceStream, Callback {
    private final Response response;
    private volatile boolean sending;
    private volatile @Nullable Throwable failure;

    /** The writer while it waits. */
    private volatile @Nullable Thread waiting;

    JettyPieceStream(Response response) {
        this.response = response;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        awaitSent();
        sending = true;
        response.write(false, piece, this);
    }

    @Override
    public void close() throws IOException {
        awaitSent();
        sending = true;
        response.write(true, BufferUtil.EMPTY_BUFFER, this);
        awaitSent();
    }

    private void awaitSent() throws IOException {
        if (sending) {
            waiting = Thread.currentThread();
            while (sending) {
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
        sending = false;
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
