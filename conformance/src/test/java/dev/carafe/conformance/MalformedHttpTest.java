package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a stranger, or a broken client, can send to the API server's socket. Each is answered with an error of upstream's kind
 * or hung up on, and the server goes on for others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
@BesideOthers
class MalformedHttpTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int ANSWER_MAX_MS = 20_000;
    private static final int ANSWER_MAX_BYTES = 1 << 20;
    private static final long SEED = 20_260_401;

    private ControlPlane plane;
    private SSLContext tls;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
        plane = ControlPlane.start(folder);
        tls = plane.adminTls();
    }

    @AfterAll
    void end() {
        if (plane != null) {
            plane.close();
        }
    }

    @AfterEach
    void serverStillServes() {
        assertThat(plane.kubectl().ok("get", "--raw", "/readyz")).isEqualTo("ok");
    }

    @Test
    void garbageInsteadOfTlsIsHungUpOn() throws IOException {
        byte[] noise = new byte[64 << 10];
        new SplittableRandom(SEED).nextBytes(noise);
        assertThat(plain(noise)).doesNotContain("HTTP/1.1 2");
        assertThat(plain("GET /version HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .doesNotContain("HTTP/1.1 2");
        assertThat(plain(new byte[] {0x16, 0x03, 0x01, 0x40, 0x00, 0x01})).doesNotContain("HTTP/1.1 2");
    }

    @Test
    void garbageInsteadOfHttpIsABadRequest() throws IOException {
        assertThat(secure("\u0000\u0001\u0002 nothing that anybody speaks\r\n\r\n"))
                .isIn("400", "");
        assertThat(secure("GET  HTTP/1.1\r\n\r\n")).isIn("400", "505");
        assertThat(secure("GET /version HTTP/9.9\r\nHost: a\r\n\r\n")).isIn("400", "505", "");
        assertThat(secure("GET /version HTTP/1.1\r\n\r\n")).isEqualTo("400"); // no Host
        assertThat(secure("GET /api/v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("400");
    }

    @Test
    void requestsThatTwoServersCouldReadDifferentlyAreRefused() throws IOException {
        assertThat(secure(post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")))
                .isEqualTo("400");
        assertThat(secure(post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "{}")))
                .isEqualTo("400");
        assertThat(secure(post("Content-Length: -1\r\n", ""))).isEqualTo("400");
        assertThat(secure(post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")))
                .isIn("400", "");
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        String header = "X-Filler: " + "x".repeat(2 << 20) + "\r\n";
        assertThat(secure("GET /version HTTP/1.1\r\nHost: a\r\n" + header + "\r\n"))
                .isIn("431", "");
        assertThat(secure("GET /" + "a".repeat(2 << 20) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isIn("414", "431", "");
    }

    @Test
    void largeBodyIsRefused() throws IOException {
        String body = "{\"data\": {\"a\": \"" + "x".repeat(4 << 20) + "\"}}";
        assertThat(secure(json(body))).isEqualTo("413");
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        assertThat(secure(json("[".repeat(100_000)))).isEqualTo("400");
        assertThat(secure(json("{\"a\":".repeat(100_000)))).isEqualTo("400");
        assertThat(secure(json("{\"metadata\":{\"name\":\"deep\"},\"data\":" + "[".repeat(100_000) + "]".repeat(100_000)
                        + "}")))
                .isEqualTo("400");
    }

    @Test
    void bombOfYamlAliasesIsRefused() throws IOException {
        StringBuilder bomb =
                new StringBuilder("apiVersion: v1\nkind: ConfigMap\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(String.join(", ", java.util.Collections.nCopies(10, alias)))
                    .append("]\n");
        }
        String body = bomb.toString();
        assertThat(secure(post("Content-Type: application/yaml\r\nContent-Length: " + body.length() + "\r\n", body)))
                .isEqualTo("400");
    }

    @Test
    void bytesThatAreNotWhatTheirTypeSaysAreRefused() throws IOException {
        String body = "k8s\u0000\u0001\u0002";
        assertThat(secure(post(
                        "Content-Type: application/vnd.kubernetes.protobuf\r\nContent-Length: " + body.length()
                                + "\r\n",
                        body)))
                .isEqualTo("400");
        assertThat(secure(post("Content-Type: text/strange\r\nContent-Length: 2\r\n", "{}")))
                .isEqualTo("415");
    }

    @Test
    void bodyThatNeverEndsKeepsNobodyElseWaiting() throws IOException {
        try (SSLSocket slow = open()) {
            OutputStream out = slow.getOutputStream();
            out.write(bytes(post("Content-Type: application/json\r\nContent-Length: 100\r\n", "{\"api")));
            out.flush();
            serverStillServes();
            out.write(bytes("Version\""));
            out.flush();
            serverStillServes();
        } // hung up on in the middle of its body
        serverStillServes();
    }

    private static String json(String body) {
        return post("Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n", body);
    }

    private static String post(String headers, String body) {
        return "POST " + CONFIG_MAPS + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The status of the answer to raw bytes over TLS as the administrator; empty where the server just hung up. */
    private String secure(String request) throws IOException {
        try (SSLSocket socket = open()) {
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(bytes(request));
                    socket.getOutputStream().flush();
                } catch (IOException _) {
                    // the server need not read all that it refuses
                }
            });
            String answer = read(socket.getInputStream(), '\n');
            return answer.startsWith("HTTP/1.1 ") ? answer.substring(9, 12) : "";
        }
    }

    private SSLSocket open() throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), plane.port());
        socket.setSoTimeout(ANSWER_MAX_MS);
        socket.startHandshake();
        return socket;
    }

    /** What comes back for raw bytes without TLS, until the server hangs up. */
    private String plain(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port())) {
            socket.setSoTimeout(ANSWER_MAX_MS);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (SocketException _) {
                // hung up on before it was all sent
            }
            return read(socket.getInputStream(), -1);
        }
    }

    /** Reads up to {@code end} or the end of the stream, however that comes. */
    private static String read(InputStream in, int end) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            int next = in.read();
            while (next >= 0 && next != end && text.length() < ANSWER_MAX_BYTES) {
                text.append((char) next);
                next = in.read();
            }
        } catch (SocketException | SSLException | EOFException _) {
            // a close of the rude kind
        }
        return text.toString();
    }
}
