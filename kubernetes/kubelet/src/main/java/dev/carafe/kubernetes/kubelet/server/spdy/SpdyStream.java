package dev.carafe.kubernetes.kubelet.server.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One stream of a connection: bytes both ways, each way closed on its own. One thread may read while
 * another writes. What the other end sends and nobody reads fills {@value #CHUNKS_MAX} chunks and then
 * holds up the connection.
 */
public final class SpdyStream {
    private static final int CHUNKS_MAX = 16;
    private static final byte[] END = new byte[0];

    private final int id;
    private final SpdyConnection connection;
    private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CHUNKS_MAX);
    private final InputStream input = new Received();
    private final OutputStream output = new Sent();
    private volatile boolean ended;

    SpdyStream(int id, SpdyConnection connection) {
        this.id = id;
        this.connection = connection;
    }

    int id() {
        return id;
    }

    /** What the other end sends; ends where it half-closes, resets, or the connection breaks. */
    public InputStream input() {
        return input;
    }

    /** What we send; closing it tells the other end that no more comes. */
    public OutputStream output() {
        return output;
    }

    /** Called by the connection's reader; blocks while nobody reads. */
    void receive(byte[] chunk) throws InterruptedException {
        if (chunk.length > 0 && !ended) {
            received.put(chunk);
        }
    }

    /** Called by the connection's reader or closer: nothing more comes. */
    void end() {
        ended = true;
        // With a full queue no mark fits; the reader sees the flag once it has emptied it.
        boolean _ = received.offer(END);
    }

    private final class Received extends InputStream {
        private byte[] chunk = END;
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            while (at == chunk.length) {
                if (ended && received.isEmpty()) {
                    return -1;
                }
                try {
                    chunk = received.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
                at = 0;
                if (chunk.length == 0) {
                    return -1;
                }
            }
            int count = Math.min(length, chunk.length - at);
            System.arraycopy(chunk, at, into, offset, count);
            at += count;
            return count;
        }
    }

    private final class Sent extends OutputStream {
        private boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (closed) {
                throw new IOException("stream is closed");
            }
            connection.sendData(id, bytes, offset, length, false);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                connection.sendData(id, END, 0, 0, true);
            }
        }
    }
}
