package dev.carafe.etcd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code /health} and {@code /version} over plain HTTP, with etcd's bodies. */
final class HealthListener implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService requests;

    private HealthListener(HttpServer server, ExecutorService requests) {
        this.server = server;
        this.requests = requests;
    }

    static HealthListener start(InetSocketAddress address, Member member) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(requests);
        server.createContext("/health", exchange -> {
            StatusResponse status = member.status();
            boolean healthy = status.errors().isEmpty();
            String reason = healthy ? "" : status.errors().getFirst();
            answer(exchange, healthy ? 200 : 503, "{\"health\":\"" + healthy + "\",\"reason\":\"" + reason + "\"}");
        });
        server.createContext("/version", exchange -> {
            String version = member.status().version();
            answer(
                    exchange,
                    200,
                    "{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version + "\",\"storage\":\"" + version
                            + "\"}");
        });
        server.start();
        return new HealthListener(server, requests);
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdown();
    }
}
