package dev.carafe.kubernetes.kubelet.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket with blocking ways to send, and a receiver that is told of messages piece by piece; the
 * next piece is not read before the receiver is done with the one before, so a slow receiver slows the
 * sender down instead of filling memory. Sending is thread-safe.
 */
public final class BinarySocket implements Session.Listener {
    /** Normal closure (RFC 6455, section 7.4.1). */
    private static final int NORMAL = 1000;

    private static final int CHUNK_BYTES = 32 << 10;

    /** Gets what arrives; one call at a time. */
    interface Receiver {
        /** The other end is there: start to send. */
        void opened();

        /**
         * A piece of a message, of one byte at least.
         *
         * @param first whether it begins a message
         */
        void received(ByteBuffer piece, boolean first) throws IOException;

        /** Nothing more comes and nothing more can be sent. Called once. */
        void closed();
    }

    private final Receiver receiver;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private boolean midMessage;

    BinarySocket(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Sends one message and waits until it is on its way. */
    void send(ByteBuffer message) throws IOException {
        Callback.Completable sent = new Callback.Completable();
        Objects.requireNonNull(session, "not open").sendBinary(message, sent);
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new IOException("sending failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends all of a stream, each message with a prefix. */
    void sendAll(InputStream in, byte... prefix) throws IOException {
        byte[] message = new byte[prefix.length + CHUNK_BYTES];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        int length;
        while ((length = in.read(message, prefix.length, CHUNK_BYTES)) >= 0) {
            if (length > 0) {
                send(ByteBuffer.wrap(message, 0, prefix.length + length));
            }
        }
    }

    /** Says goodbye: all was sent. */
    void close() {
        Session open = session;
        if (open != null) {
            open.close(NORMAL, "", Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        receiver.opened();
        opened.demand();
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        try {
            if (payload.hasRemaining()) { // a frame's head may come alone
                receiver.received(payload, !midMessage);
                midMessage = true;
            }
            midMessage &= !last;
            callback.succeed();
            Objects.requireNonNull(session).demand();
        } catch (IOException e) {
            callback.fail(e); // what should take it is gone
            Objects.requireNonNull(session).close();
        }
    }

    @Override
    public void onWebSocketPartialText(String payload, boolean last) {
        Objects.requireNonNull(session).demand(); // these protocols have no text messages
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        finished();
    }

    @Override
    public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
        finished();
        callback.succeed();
    }

    private synchronized void finished() {
        if (closed.getCount() > 0) {
            closed.countDown();
            receiver.closed();
        }
    }
}
