package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carafe.http.FarConnection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;

/**
 * A connection to a kubelet that has switched to SPDY/3.1, whose bytes are the client's business.
 *
 * @param connection with what it has sent behind its answer
 * @param protocol what is spoken over it, such as {@code v4.channel.k8s.io}; empty where the kubelet does not say
 */
record SpdyClient(FarConnection connection, String protocol) {
    /** What is switched to, as {@code Upgrade} names it. */
    static final String SPDY = "SPDY/3.1";

    /** Names what would be spoken over it, each in a header of its own. */
    static final String PROTOCOL_HEADER = "X-Stream-Protocol-Version";

    private static final int BUFFER_BYTES = 32 << 10;

    /**
     * Has a fresh connection switch.
     *
     * @throws RefusedException when the other side answers otherwise than by switching
     */
    static SpdyClient connect(Socket socket, String authority, String target, List<String> protocols)
            throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        StringBuilder request = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: " + authority
                + "\r\nConnection: Upgrade\r\nUpgrade: " + SPDY + "\r\nContent-Length: 0\r\n");
        protocols.forEach(protocol ->
                request.append(PROTOCOL_HEADER).append(": ").append(protocol).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
        ReplyHead head = ReplyHead.read(in);
        if (head.status() != 101) {
            throw new RefusedException(head.status(), head.body(in));
        }
        return new SpdyClient(
                new FarConnection(in, socket.getOutputStream(), socket), head.header("x-stream-protocol-version"));
    }
}
