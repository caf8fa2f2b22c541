package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that go away while their requests are being answered. */
class DisconnectTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theirHandlersAreToldAndNobodyElses(HttpClient.Version version) throws Exception {
        CountDownLatch gone = new CountDownLatch(2);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(3);
        AtomicInteger wrong = new AtomicInteger();
        HttpHandler handler = exchange -> {
            boolean leaves = exchange.path().equals("/leaves");
            exchange.onDisconnect(leaves ? gone::countDown : wrong::incrementAndGet);
            waiting.countDown();
            await(leaves ? gone : answer);
            exchange.reply(200, "text/plain", "here".getBytes(UTF_8));
        };
        try (LocalServer server = LocalServer.start(folder, handler);
                HttpClient first = server.client(version);
                HttpClient second = server.client(version);
                HttpClient staying = server.client(version)) {
            CompletableFuture<HttpResponse<String>> stays = send(staying, server, "/stays");
            CompletableFuture<HttpResponse<String>> leaves = send(first, server, "/leaves");
            CompletableFuture<HttpResponse<String>> leavesToo = send(second, server, "/leaves");
            await(waiting);
            leaves.cancel(true);
            leavesToo.cancel(true);
            await(gone);
            answer.countDown();
            assertThat(stays.get(LIMIT_S, TimeUnit.SECONDS).body()).isEqualTo("here");
        }
        assertThat(wrong).hasValue(0);
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpClient client, LocalServer server, String path) {
        return client.sendAsync(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException("still " + latch.getCount() + " after " + LIMIT_S + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }
}
