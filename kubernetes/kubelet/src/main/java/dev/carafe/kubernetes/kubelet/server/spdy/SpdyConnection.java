package dev.carafe.kubernetes.kubelet.server.spdy;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One SPDY/3.1 connection whose streams are all opened by us.
 *
 * <pre>
 *   control frame: 1 | version 3 (15 bits) | type (16) | flags (8) | length (24)
 *   data frame:    0 | stream id (31 bits)             | flags (8) | length (24)
 * </pre>
 *
 * <p>There is no flow control: the peers this is for neither keep windows nor wait for updates. Header
 * blocks that come in are skipped, since nothing here depends on one; a stream that the other end opens
 * is refused.
 */
public final class SpdyConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SpdyConnection.class.getName());
    private static final int VERSION = 3;
    private static final int CONTROL = 0x80000000;
    private static final int SYN_STREAM = 1;
    private static final int RST_STREAM = 3;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int FLAG_FIN = 1;
    private static final int REFUSED_STREAM = 3;
    private static final int LENGTH_MASK = 0xffffff;
    private static final int CHUNK_MAX_BYTES = 32 << 10;
    private static final int CONTROL_MAX_BYTES = 64 << 10;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Closeable transport;
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final Thread reader;

    /** Guards {@link #out}, {@link #compression} and {@link #nextId}: frames leave whole, headers in their order. */
    private final ReentrantLock writing = new ReentrantLock();

    private final HeaderCompression compression = new HeaderCompression();
    private int nextId = 1;
    private boolean closed;

    private SpdyConnection(InputStream in, OutputStream out, Closeable transport) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(new BufferedOutputStream(out, CHUNK_MAX_BYTES));
        this.transport = transport;
        this.reader = Thread.ofVirtual().name("spdy-reader").unstarted(this::read);
    }

    /**
     * Speaks over an upgraded connection.
     *
     * @param in where its bytes come from; should be buffered
     * @param transport is closed with the connection
     */
    public static SpdyConnection over(InputStream in, OutputStream out, Closeable transport) {
        SpdyConnection connection = new SpdyConnection(in, out, transport);
        connection.reader.start();
        return connection;
    }

    /** Opens a stream. Does not wait for the other end to agree; what it refuses ends at once. */
    public SpdyStream open(Map<String, String> headers) throws IOException {
        writing.lock();
        try {
            requireOpen();
            int id = nextId;
            nextId += 2; // a client's ids are odd
            SpdyStream stream = new SpdyStream(id, this);
            streams.put(id, stream);
            byte[] block = compression.compress(headers);
            out.writeInt(CONTROL | VERSION << 16 | SYN_STREAM);
            out.writeInt(10 + block.length);
            out.writeInt(id);
            out.writeInt(0); // associated to no other stream
            out.writeShort(0); // priority, slot
            out.write(block);
            out.flush();
            return stream;
        } finally {
            writing.unlock();
        }
    }

    void sendData(int id, byte[] bytes, int offset, int length, boolean last) throws IOException {
        int at = offset;
        int end = offset + length;
        do {
            int count = Math.min(CHUNK_MAX_BYTES, end - at);
            writing.lock();
            try {
                requireOpen();
                out.writeInt(id);
                out.writeInt((last && at + count == end ? FLAG_FIN << 24 : 0) | count);
                out.write(bytes, at, count);
                out.flush();
            } finally {
                writing.unlock();
            }
            at += count;
        } while (at < end);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("connection is closed");
        }
    }

    private void read() {
        try {
            boolean more = true;
            while (more) {
                int first = in.readInt();
                int second = in.readInt();
                int flags = second >>> 24;
                int length = second & LENGTH_MASK;
                if (first < 0) {
                    more = control(first & 0xffff, length);
                } else {
                    data(first, flags, length);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "connection ended: {0}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            streams.values().forEach(SpdyStream::end);
            streams.clear();
        }
    }

    private void data(int id, int flags, int length) throws IOException, InterruptedException {
        SpdyStream stream = streams.get(id);
        for (int rest = length; rest > 0; ) {
            byte[] chunk = new byte[Math.min(rest, CHUNK_MAX_BYTES)];
            in.readFully(chunk);
            rest -= chunk.length;
            if (stream != null) {
                stream.receive(chunk);
            }
        }
        if ((flags & FLAG_FIN) != 0) {
            end(id);
        }
    }

    /** Whether to go on reading. */
    private boolean control(int type, int length) throws IOException {
        if (length > CONTROL_MAX_BYTES) {
            throw new IOException("control frame of " + length + " bytes");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        switch (type) {
            case SYN_STREAM -> sendControl(RST_STREAM, word(payload, 0), REFUSED_STREAM);
            case RST_STREAM -> end(word(payload, 0));
            case PING -> {
                if (word(payload, 0) % 2 == 0) { // else it answers one of ours
                    sendControl(PING, word(payload, 0));
                }
            }
            case GOAWAY -> LOG.log(Level.DEBUG, "the other end is going away");
            default -> {
                // SYN_REPLY, SETTINGS, HEADERS, WINDOW_UPDATE: nothing to do
            }
        }
        return true;
    }

    private void end(int id) {
        SpdyStream stream = streams.remove(id);
        if (stream != null) {
            stream.end();
        }
    }

    private void sendControl(int type, int... words) throws IOException {
        writing.lock();
        try {
            requireOpen();
            out.writeInt(CONTROL | VERSION << 16 | type);
            out.writeInt(words.length * Integer.BYTES);
            for (int word : words) {
                out.writeInt(word);
            }
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    private static int word(byte[] payload, int at) throws IOException {
        if (payload.length < at + Integer.BYTES) {
            throw new IOException("control frame of " + payload.length + " bytes");
        }
        return ((payload[at] & 0x7f) << 24)
                | ((payload[at + 1] & 0xff) << 16)
                | ((payload[at + 2] & 0xff) << 8)
                | (payload[at + 3] & 0xff);
    }

    /** Ends all streams and the transport; who is blocked in either gets an end or an error. */
    @Override
    public void close() throws IOException {
        try {
            transport.close(); // before the lock: its holder may be stuck in a write that nobody reads
        } finally {
            writing.lock();
            try {
                if (!closed) {
                    closed = true;
                    compression.close();
                }
            } finally {
                writing.unlock();
            }
            reader.interrupt(); // it may wait for a stream that nobody reads any more
        }
    }
}
