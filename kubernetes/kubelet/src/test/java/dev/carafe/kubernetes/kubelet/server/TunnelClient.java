package dev.carafe.kubernetes.kubelet.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The client's end of a byte stream inside a WebSocket's binary messages. Written out by hand, since the
 * JDK's client takes no sub-protocol with a slash in its name.
 */
final class TunnelClient {
    private static final int BINARY_FINAL = 0x82;
    private static final int MASKED_16 = 0x80 | 126;

    private final Socket socket;
    private final DataInputStream in;

    private TunnelClient(Socket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /** Upgrades a connection; the answer must accept the protocol. */
    static TunnelClient open(Socket socket, String path, String protocol) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: n1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                + "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ") || !head.toString().contains(protocol)) {
            throw new IOException(head.toString());
        }
        return new TunnelClient(socket, in);
    }

    OutputStream output() throws IOException {
        OutputStream out = socket.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            // One message, masked by zeros.
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer frame =
                        ByteBuffer.allocate(8 + length).put((byte) BINARY_FINAL).put((byte) MASKED_16);
                frame.putShort((short) length).putInt(0).put(bytes, offset, length);
                out.write(frame.array());
            }
        };
    }

    InputStream input() {
        return new InputStream() {
            private long rest;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                while (rest == 0) {
                    if ((in.readUnsignedByte() & 0x0f) == 8) {
                        return -1; // close
                    }
                    int size = in.readUnsignedByte();
                    rest = size == 126 ? in.readUnsignedShort() : size == 127 ? in.readLong() : size;
                }
                int count = in.read(into, offset, (int) Math.min(length, rest));
                rest -= Math.max(count, 0);
                return count;
            }
        };
    }
}
