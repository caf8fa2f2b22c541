package dev.carafe.kubernetes.kubelet.server;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A client's connection after it was upgraded to SPDY: its bytes go to the runtime and the runtime's come back. */
final class SpdyPassage extends AbstractConnection implements Connection.UpgradeTo {
    private static final System.Logger LOG = System.getLogger(SpdyPassage.class.getName());
    private static final int BUFFER_BYTES = 32 << 10;

    private final UpgradedSocket runtime;

    private SpdyPassage(EndPoint endPoint, Executor executor, UpgradedSocket runtime) {
        super(endPoint, executor);
        this.runtime = runtime;
    }

    /** Answers 101 and takes the connection over. */
    static void upgrade(
            Request request, Response response, Callback callback, String protocol, UpgradedSocket runtime) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        SpdyPassage passage = new SpdyPassage(endPoint, request.getComponents().getExecutor(), runtime);
        endPoint.setIdleTimeout(KubeletServer.STREAM_IDLE.toMillis());
        response.setStatus(101);
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        response.getHeaders().put(HttpHeader.UPGRADE, "SPDY/3.1");
        response.getHeaders().put("X-Stream-Protocol-Version", protocol);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, passage);
        callback.succeeded();
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffered) {
        try {
            toRuntime(buffered);
        } catch (IOException e) {
            end(e);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        Thread.ofVirtual().name("spdy-passage").start(this::toClient);
        fillInterested();
    }

    /** Runs on a virtual thread and may block: the next bytes are asked for when these are written. */
    @Override
    public void onFillable() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (true) {
                buffer.clear().limit(0);
                int filled = getEndPoint().fill(buffer);
                if (filled < 0) {
                    end(null);
                    return;
                }
                if (filled == 0) {
                    fillInterested();
                    return;
                }
                toRuntime(buffer);
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private void toRuntime(ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        runtime.output().write(copy);
    }

    private void toClient() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = runtime.input();
            int length;
            while ((length = in.read(buffer)) >= 0) {
                Callback.Completable written = new Callback.Completable();
                getEndPoint().write(written, ByteBuffer.wrap(buffer, 0, length));
                written.get();
            }
            end(null);
        } catch (IOException | ExecutionException e) {
            end(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            end(null);
        }
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        end(null);
    }

    private void end(@Nullable Throwable why) {
        if (why != null) {
            LOG.log(Level.DEBUG, "passage ended: {0}", why.toString());
        }
        try {
            runtime.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.toString());
        }
        getEndPoint().close();
    }
}
