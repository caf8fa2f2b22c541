package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.MessagePart;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a WebSocket (RFC 6455) that hands frames on as they are. The JDK's own client refuses sub-protocols
 * with a slash in their name, which port-forward has.
 *
 * <p>One thread reads; any may send.
 */
final class WebSocketClient implements AutoCloseable {
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0x0;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    /** The longest frame taken from the other side, in bytes. */
    private static final int FRAME_MAX = 4 << 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String protocol;
    private final ReentrantLock sending = new ReentrantLock();

    /** The kind of message that is being continued; the reader's. */
    private int messageKind = BINARY;

    private WebSocketClient(Socket socket, DataInputStream in, OutputStream out, String protocol) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.protocol = protocol;
    }

    /** The other side's last word. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ClosedException(int code, String reason) {
            super(reason);
            this.code = code;
        }

        int code() {
            return code;
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Upgrades a fresh connection.
     *
     * @throws RefusedException when the other side answers otherwise than by switching
     */
    static WebSocketClient connect(Socket socket, String authority, String target, List<String> protocols)
            throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
        OutputStream out = socket.getOutputStream();
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + authority
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(nonce) + "\r\nSec-WebSocket-Protocol: "
                + String.join(", ", protocols) + "\r\n\r\n";
        out.write(request.getBytes(ISO_8859_1));
        out.flush();
        ReplyHead head = ReplyHead.read(in);
        if (head.status() != 101) {
            throw new RefusedException(head.status(), head.body(in));
        }
        return new WebSocketClient(socket, in, out, head.header("sec-websocket-protocol"));
    }

    /** The sub-protocol that the other side chose; empty for none. */
    String protocol() {
        return protocol;
    }

    /**
     * The next message, or the next part of one; answers pings meanwhile.
     *
     * @throws ClosedException when the other side closes
     */
    MessagePart read() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            byte[] payload = payload(second);
            switch (first & 0x0F) {
                case TEXT, BINARY -> {
                    messageKind = first & 0x0F;
                    return new MessagePart(messageKind == BINARY, true, (first & FIN) != 0, ByteBuffer.wrap(payload));
                }
                case CONTINUATION -> {
                    return new MessagePart(messageKind == BINARY, false, (first & FIN) != 0, ByteBuffer.wrap(payload));
                }
                case PING -> sendFrame(FIN | PONG, ByteBuffer.wrap(payload));
                case PONG -> {} // nobody waits for it
                case CLOSE -> throw closed(payload);
                default -> throw new IOException("unknown WebSocket frame " + (first & 0x0F));
            }
        }
    }

    private byte[] payload(int second) throws IOException {
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > FRAME_MAX || (second & 0x80) != 0) {
            throw new IOException("refused WebSocket frame of " + length + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private static ClosedException closed(byte... payload) {
        return payload.length < 2
                ? new ClosedException(1000, "")
                : new ClosedException(
                        ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF),
                        new String(payload, 2, payload.length - 2, UTF_8));
    }

    /** Sends one message, or the next part of one, in one frame and waits until it is handed to the network. */
    void send(MessagePart part) throws IOException {
        int kind = part.binary() ? BINARY : TEXT;
        sendFrame((part.first() ? kind : CONTINUATION) | (part.last() ? FIN : 0), part.payload());
    }

    private void sendFrame(int head, ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(length + 14);
        frame.put((byte) head);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload.get(payload.position() + i) ^ mask[i & 3]));
        }
        sending.lock();
        try {
            out.write(frame.array(), 0, frame.position());
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /** Says goodbye, if that can still be said, and closes the connection. */
    void close(int code) {
        try {
            sendFrame(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) code).flip());
        } catch (IOException _) {
            // the connection is gone already
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing is left to be done with it
        }
    }
}
