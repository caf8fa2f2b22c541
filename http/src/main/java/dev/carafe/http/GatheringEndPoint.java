package dev.carafe.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TLS whose streams can send pieces together: an event that many watches of one connection wait for becomes a few full
 * records of TLS, each written to the socket at once, instead of a record and a write for each stream.
 *
 * <p>While it is held, the first write waits, and HTTP/2 queues all frames behind it, those of other replies too. Once it is let go, the
 * first goes out and then all others at once. Thread-safe.
 */
final class GatheringEndPoint extends SslConnection.SslEndPoint {
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Object lock = new Object();

    /** How many hold it; guarded by {@link #lock}. */
    private int holders;

    /** The write that waits meanwhile; guarded by {@link #lock}. */
    private @Nullable Write held;

    private record Piece(Response response, ByteBuffer bytes, Callback sent) {}

    private record Write(Callback callback, List<ByteBuffer> buffers) {}

    GatheringEndPoint(SslConnection connection) {
        connection.super();
    }

    /**
     * Sends a piece of a reply, together with what others send now.
     *
     * @param sent told when it is sent, or cannot be
     */
    void send(Response response, ByteBuffer bytes, Callback sent) {
        pieces.add(new Piece(response, bytes, sent));
        if (gathering.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::gather);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a scheduler that does not care costs writes, and nothing else
    private void gather() {
        Thread.yield(); // to the threads that were woken by the same event and have pieces as well
        gathering.set(false);
        hold();
        try {
            for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                send(piece);
            }
        } finally {
            letGo();
        }
    }

    private static void send(Piece piece) {
        try {
            piece.response().write(false, piece.bytes(), piece.sent());
        } catch (RuntimeException e) { // of a reply that has ended meanwhile: no matter of the others
            piece.sent().failed(e);
        }
    }

    private void hold() {
        synchronized (lock) {
            holders++;
        }
    }

    private void letGo() {
        Write write = null;
        synchronized (lock) {
            holders--;
            if (holders == 0) {
                write = held;
                held = null;
            }
        }
        if (write != null) {
            super.write(write.callback(), write.buffers().toArray(new ByteBuffer[0]));
        }
    }

    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        synchronized (lock) {
            if (holders > 0 && held == null) {
                held = new Write(callback, List.of(buffers));
                return;
            }
        }
        super.write(callback, buffers); // which refuses a second one at once
    }

    @Override
    public @Nullable Callback cancelWrite(Throwable cause) {
        synchronized (lock) {
            Write write = held;
            held = null;
            if (write != null) {
                return write.callback();
            }
        }
        return super.cancelWrite(cause);
    }
}
