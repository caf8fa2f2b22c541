package dev.carafe.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection after it has switched to another protocol, joined with a connection to somebody else: bytes pass both ways as
 * they are, until one side ends. A virtual thread carries those that come back; those that go there are carried as they are read, by
 * a thread that may block, so that a far side which does not read holds up the client.
 */
final class JoinedConnection extends AbstractConnection implements Connection.UpgradeTo {
    private static final System.Logger LOG = System.getLogger(JoinedConnection.class.getName());
    private static final int BUFFER_BYTES = 32 << 10;

    private final FarConnection far;

    JoinedConnection(EndPoint endPoint, Executor executor, FarConnection far) {
        super(endPoint, executor);
        this.far = far;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffered) {
        try {
            carry(buffered);
        } catch (IOException e) {
            end(e);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0); // either side may be silent for as long as it likes
        Thread.ofVirtual().name("joined-connection").start(this::carryBack);
        fillInterested();
    }

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
                carry(buffer);
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private void carry(ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        far.output().write(copy);
        far.output().flush();
    }

    private void carryBack() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int length = far.input().read(buffer);
                    length >= 0;
                    length = far.input().read(buffer)) {
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
            LOG.log(Level.DEBUG, "joined connection ended: {0}", why.toString());
        }
        try {
            far.end().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.toString());
        }
        getEndPoint().close();
    }
}
