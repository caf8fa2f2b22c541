package dev.carafe.kubernetes.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpGetTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private HttpServer server = unstarted();

    @BeforeEach
    void serve() {
        server.createContext("/ok", exchange -> {
            boolean asked = "named".equals(exchange.getRequestHeaders().getFirst("Host"))
                    && "kube-probe/1.37".equals(exchange.getRequestHeaders().getFirst("User-Agent"));
            exchange.sendResponseHeaders(asked ? 200 : 400, -1);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/bad");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://elsewhere.invalid/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/bad", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void answersTheStatusAndSendsTheHeadersAskedFor() throws IOException {
        assertThat(HttpGet.status(uri("/ok"), Map.of("Host", "named"), TIMEOUT)).isEqualTo(200);
        assertThat(HttpGet.status(uri("/bad"), Map.of(), TIMEOUT)).isEqualTo(503);
    }

    @Test
    void followsRedirectionsOnTheSameHostOnly() throws IOException {
        assertThat(HttpGet.status(uri("/moved"), Map.of(), TIMEOUT)).isEqualTo(503);
        assertThat(HttpGet.status(uri("/elsewhere"), Map.of(), TIMEOUT)).isEqualTo(302);
    }

    @Test
    void givesUpInTimeOnAServerThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThatThrownBy(() -> HttpGet.status(uri, Map.of(), Duration.ofMillis(100)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
