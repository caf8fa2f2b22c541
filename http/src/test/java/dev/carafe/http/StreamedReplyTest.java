package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of unknown length: what is written arrives then, not with what is written next. */
@Timeout(60)
class StreamedReplyTest {
    private static final int BIG = 300_000;
    private static final Duration ANSWER_MAX = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    /** Writes a piece, and when it may go on another, as pieces or as a stream. */
    private static HttpHandler handler(boolean pieces, CountDownLatch goOn) {
        return exchange -> {
            try {
                if (pieces) {
                    try (PieceStream out = exchange.pieces(200, "text/plain")) {
                        out.write(ByteBuffer.wrap("first".getBytes(UTF_8)));
                        out.write(ByteBuffer.allocate(0));
                        goOn.await();
                        out.write(ByteBuffer.wrap(new byte[BIG]));
                    }
                } else {
                    try (OutputStream out = exchange.stream(200, "text/plain")) {
                        out.write("first".getBytes(UTF_8));
                        out.flush();
                        goOn.await();
                        out.write(new byte[BIG]);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static Socket ask(LocalServer server, String more) throws Exception {
        Socket socket = server.trust()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.uri("/").getPort());
        socket.setSoTimeout((int) ANSWER_MAX.toMillis());
        socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: test\r\n" + more + "\r\n").getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String readUntil(InputStream in, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        int matched = 0; // none of the ends that are looked for begins again within itself but at its first character
        while (matched < end.length()) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError(text + " ends before " + end);
            }
            text.append((char) next);
            matched = next == end.charAt(matched) ? matched + 1 : next == end.charAt(0) ? 1 : 0;
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aReplyWhoseLengthIsKnownIsSentAsItIs(HttpClient.Version version) throws Exception {
        HttpHandler handler = exchange -> {
            exchange.setHeader("Content-Length", Integer.toString(BIG));
            try (OutputStream out = exchange.stream(200, "text/plain")) {
                out.write(new byte[BIG]);
            }
        };
        try (LocalServer server = LocalServer.start(folder, handler);
                HttpClient client = server.client(version)) {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(server.uri("/")).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(BIG);
            assertThat(response.body()).hasSize(BIG);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void aChunkArrivesWholeBeforeTheNextIsWritten(String connection) throws Exception {
        for (boolean pieces : new boolean[] {true, false}) {
            CountDownLatch goOn = new CountDownLatch(1);
            try (LocalServer server = LocalServer.start(folder, handler(pieces, goOn));
                    Socket socket = ask(server, connection)) {
                InputStream in = socket.getInputStream();
                assertThat(readUntil(in, "\r\n\r\n")).contains("Transfer-Encoding: chunked");
                assertThat(readUntil(in, "first\r\n")).isEqualTo("5\r\nfirst\r\n");
                goOn.countDown();
                assertThat(readUntil(in, "0\r\n\r\n")).startsWith(Integer.toHexString(BIG) + "\r\n\0");
            }
        }
    }

    @Test
    void theNextRequestOfTheConnectionIsAnsweredToo() throws Exception {
        try (LocalServer server = LocalServer.start(folder, handler(true, new CountDownLatch(0)));
                Socket socket = ask(server, "")) {
            readUntil(socket.getInputStream(), "0\r\n\r\n");
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(UTF_8));
            assertThat(readUntil(socket.getInputStream(), "first\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void clientsReadItAll(HttpClient.Version version) throws Exception {
        try (LocalServer server = LocalServer.start(folder, handler(false, new CountDownLatch(0)));
                HttpClient client = server.client(version)) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(server.uri("/")).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.body()).hasSize(5 + BIG);
        }
    }

    @Test
    void aServerThatDoesNotListenRefusesConnectionsAndEndsTheRequestsUnderWay() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (LocalServer server = LocalServer.start(folder, handler(true, goOn));
                Socket socket = ask(server, "")) {
            readUntil(socket.getInputStream(), "first\r\n");
            server.server().stopListening();
            assertThatExceptionOfType(IOException.class) // refused, or broken off when it came at the last moment
                    .isThrownBy(() -> ask(server, "").close())
                    .isNotInstanceOf(SocketTimeoutException.class);
            goOn.countDown();
            readUntil(socket.getInputStream(), "0\r\n\r\n");
        }
    }
}
