package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.kubelet.server.spdy.SpdyConnection;
import dev.carafe.kubernetes.kubelet.server.spdy.SpdyStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries exec and attach between a WebSocket ({@code v5.channel.k8s.io}, {@code v4.channel.k8s.io})
 * and the runtime's SPDY streams ({@code v4.channel.k8s.io}). A message's first byte is its channel:
 *
 * <pre>
 *   0 stdin   1 stdout   2 stderr   3 the Status that ends it   4 terminal sizes, {"Width":…,"Height":…}
 *   255 (v5)  the next byte is a channel that gets no more
 * </pre>
 */
final class RemoteCommand implements BinarySocket.Receiver {
    /** What the runtime is asked to speak. */
    static final String RUNTIME_PROTOCOL = "v4.channel.k8s.io";

    private static final System.Logger LOG = System.getLogger(RemoteCommand.class.getName());
    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final byte ERROR = 3;
    private static final byte RESIZE = 4;
    private static final byte CLOSE = (byte) 255;
    private static final int STATUS_MAX_BYTES = 1 << 20;

    /** Which streams are wanted. */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    private final SpdyConnection connection;
    private final BinarySocket socket = new BinarySocket(this);
    private final SpdyStream error;
    private final @Nullable SpdyStream stdin;
    private final @Nullable SpdyStream stdout;
    private final @Nullable SpdyStream stderr;
    private final @Nullable SpdyStream resize;

    /** The channel of the message being received. */
    private byte channel;

    private RemoteCommand(SpdyConnection connection, Streams wanted) throws IOException {
        this.connection = connection;
        this.error = open(connection, "error"); // in the order of upstream's clients
        this.stdin = wanted.stdin() ? open(connection, "stdin") : null;
        this.stdout = wanted.stdout() ? open(connection, "stdout") : null;
        this.stderr = wanted.stderr() ? open(connection, "stderr") : null;
        this.resize = wanted.tty() ? open(connection, "resize") : null;
        error.output().close(); // only the runtime has something to say on it
    }

    /** Opens the streams; from then on the command runs. */
    static RemoteCommand start(SpdyConnection connection, Streams wanted) throws IOException {
        return new RemoteCommand(connection, wanted);
    }

    private static SpdyStream open(SpdyConnection connection, String type) throws IOException {
        return connection.open(Map.of("streamtype", type));
    }

    BinarySocket socket() {
        return socket;
    }

    @Override
    public void opened() {
        Thread out = pump(stdout, STDOUT);
        Thread err = pump(stderr, STDERR);
        Thread.ofVirtual().name("remote-command").start(() -> finish(out, err));
    }

    private Thread pump(@Nullable SpdyStream stream, byte to) {
        return Thread.ofVirtual().name("remote-command-" + to).start(() -> {
            if (stream != null) {
                try {
                    socket.sendAll(stream.input(), to);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "output ended: {0}", e.toString());
                }
            }
        });
    }

    /** The Status goes last, when all output is out. */
    private void finish(Thread out, Thread err) {
        try {
            byte[] status = error.input().readNBytes(STATUS_MAX_BYTES);
            out.join();
            err.join();
            if (status.length == 0) {
                status = Json.encode(StatusError.internal("the container runtime ended the stream without a status")
                        .toStatus());
            }
            socket.send(ByteBuffer.allocate(1 + status.length)
                    .put(ERROR)
                    .put(status)
                    .flip());
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "remote command ended: {0}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    @Override
    public void received(ByteBuffer piece, boolean first) throws IOException {
        if (first) {
            channel = piece.get();
        }
        switch (channel) {
            case STDIN -> write(stdin, piece);
            case RESIZE -> write(resize, piece);
            case CLOSE -> {
                if (piece.hasRemaining() && piece.get() == STDIN && stdin != null) {
                    stdin.output().close();
                }
            }
            default -> LOG.log(Level.DEBUG, "message on channel {0} ignored", channel);
        }
    }

    private static void write(@Nullable SpdyStream stream, ByteBuffer piece) throws IOException {
        if (stream != null && piece.hasRemaining()) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            stream.output().write(bytes);
        }
    }

    @Override
    public void closed() {
        end();
    }

    private void end() {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.toString());
        }
    }
}
