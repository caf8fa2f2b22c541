package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of one HTTP/2 connection that write at the same time. */
@Timeout(120)
class GatheredPiecesTest {
    private static final int STREAMS = 60;
    private static final int PIECES = 50;
    private static final int PIECE_BYTES = 3_000;

    /** More than the connection and the client take in for somebody who does not read. */
    private static final int FLOOD_BYTES = 40 << 20;

    @TempDir
    Path folder;

    private static byte[] piece(int number) {
        return ("%" + PIECE_BYTES + "d").formatted(number).getBytes(UTF_8);
    }

    private static InputStream get(HttpClient client, LocalServer server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    @Test
    void eachStreamHasItsPiecesWholeAndInOrder() throws Exception {
        CyclicBarrier event = new CyclicBarrier(STREAMS);
        HttpHandler handler = exchange -> {
            try (PieceStream out = exchange.pieces(200, "text/plain")) {
                for (int i = 0; i < PIECES; i++) {
                    event.await();
                    out.write(ByteBuffer.wrap(piece(i)));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        try (LocalServer server = LocalServer.start(folder, handler);
                HttpClient client = server.client(HttpClient.Version.HTTP_2);
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> bodies = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                InputStream body = get(client, server, "/");
                Callable<byte[]> all = body::readAllBytes;
                bodies.add(readers.submit(all));
            }
            ByteBuffer expected = ByteBuffer.allocate(PIECES * PIECE_BYTES);
            for (int i = 0; i < PIECES; i++) {
                expected.put(piece(i));
            }
            for (Future<byte[]> body : bodies) {
                assertThat(body.get()).isEqualTo(expected.array());
            }
        }
    }

    @Test
    void aStreamThatNobodyReadsKeepsTheOthersFromNothing() throws Exception {
        CountDownLatch flooding = new CountDownLatch(1);
        HttpHandler handler = exchange -> {
            try (PieceStream out = exchange.pieces(200, "text/plain")) {
                if (exchange.path().equals("/flood")) {
                    for (int sent = 0; sent < FLOOD_BYTES; sent += 64 << 10) {
                        out.write(ByteBuffer.allocate(64 << 10));
                        flooding.countDown();
                    }
                } else {
                    out.write(ByteBuffer.wrap(piece(1)));
                    out.write(ByteBuffer.wrap(piece(2)));
                }
            }
        };
        try (LocalServer server = LocalServer.start(folder, handler);
                HttpClient client = server.client(HttpClient.Version.HTTP_2)) {
            try (InputStream unread = get(client, server, "/flood")) {
                flooding.await();
                for (int i = 0; i < STREAMS; i++) {
                    try (InputStream body = get(client, server, "/")) {
                        assertThat(body.readAllBytes()).hasSize(2 * PIECE_BYTES);
                    }
                }
                assertThat(unread.read()).isZero();
            }
        }
    }
}
