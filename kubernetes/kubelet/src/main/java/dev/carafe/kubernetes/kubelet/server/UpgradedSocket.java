package dev.carafe.kubernetes.kubelet.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection to the runtime's streaming server, upgraded from HTTP/1.1 to SPDY/3.1. The runtime
 * serves it in plain text on the loopback address and guards it by the one-time token in the URL.
 */
final class UpgradedSocket implements Closeable {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int HANDSHAKE_TIMEOUT_MS = 30_000;
    private static final int HEAD_MAX_BYTES = 16 << 10;
    private static final int ERROR_MAX_BYTES = 4 << 10;

    private final Socket socket;
    private final InputStream in;

    private UpgradedSocket(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * Connects and upgrades.
     *
     * @param url what CRI answered to Exec, Attach or PortForward
     * @param protocol the protocol above SPDY, such as {@code v4.channel.k8s.io}
     * @throws IOException when the runtime does not switch protocols, with what it says
     */
    static UpgradedSocket open(URI url, String protocol) throws IOException {
        if (!"http".equals(url.getScheme())) {
            throw new IOException("the runtime's streaming server speaks " + url.getScheme() + ", not http");
        }
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(
                    new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort()), CONNECT_TIMEOUT_MS);
            socket.setSoTimeout(HANDSHAKE_TIMEOUT_MS);
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            String request = "POST " + url.getRawPath() + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: " + protocol
                    + "\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            String head = readHead(in);
            if (!head.startsWith("HTTP/1.1 101 ")) {
                byte[] body = head.toLowerCase(Locale.ROOT).contains("\r\ncontent-length: 0\r\n")
                        ? new byte[0]
                        : in.readNBytes(bodyLength(head));
                throw new IOException("unable to upgrade streaming request: "
                        + head.substring(0, head.indexOf('\r')) + ": "
                        + new String(body, StandardCharsets.UTF_8).strip());
            }
            socket.setSoTimeout(0);
            return new UpgradedSocket(socket, in);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static int bodyLength(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                String digits = line.substring(line.indexOf(':') + 1).strip();
                return digits.matches("[0-9]{1,9}") ? Math.min(Integer.parseInt(digits), ERROR_MAX_BYTES) : 0;
            }
        }
        return 0;
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0 || head.size() == HEAD_MAX_BYTES) {
                throw new IOException("unable to upgrade streaming request: no answer from the runtime");
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    InputStream input() {
        return in;
    }

    OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
