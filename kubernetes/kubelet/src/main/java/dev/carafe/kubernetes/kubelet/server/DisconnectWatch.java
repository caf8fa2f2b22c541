package dev.carafe.kubernetes.kubelet.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Interrupts the thread that writes an endless answer when its reader goes away, which HTTP/1.1 tells
 * only to who reads the connection; a log that says nothing would else be followed for ever. The
 * connection serves no further request.
 */
final class DisconnectWatch implements AutoCloseable {
    private final Thread writer;
    private final EndPoint endPoint;

    /** Guards {@link #over}: no interrupt may hit the thread after it went on to other work. */
    private final Object lock = new Object();

    private boolean over;

    private DisconnectWatch(Thread writer, EndPoint endPoint) {
        this.writer = writer;
        this.endPoint = endPoint;
    }

    /** Begins to watch; call it before the answer's headers are sent. */
    static DisconnectWatch interrupting(Thread writer, Request request, Response response) {
        request.addIdleTimeoutListener(_ -> false); // silence is no fault of the client
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        DisconnectWatch watch = new DisconnectWatch(writer, endPoint);
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            watch.await();
        }
        return watch;
    }

    private void await() {
        endPoint.tryFillInterested(Callback.from(this::readable, _ -> disconnected()));
    }

    private void readable() {
        try {
            int filled = endPoint.fill(ByteBuffer.allocate(1024).limit(0));
            if (filled == 0) {
                await(); // TLS's own messages
                return;
            }
        } catch (IOException _) {
            // gone as well
        }
        disconnected();
    }

    private void disconnected() {
        synchronized (lock) {
            if (!over) {
                writer.interrupt();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            over = true;
            boolean _ = Thread.interrupted();
        }
    }
}
