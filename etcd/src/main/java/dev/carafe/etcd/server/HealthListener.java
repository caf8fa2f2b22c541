package dev.carafe.etcd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.carafe.etcd.http.HttpAnswer;
import dev.carafe.etcd.http.HttpService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Health, version and metrics over plain HTTP on a port of their own. */
final class HealthListener implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService requests;

    private HealthListener(HttpServer server, ExecutorService requests) {
        this.server = server;
        this.requests = requests;
    }

    static HealthListener start(InetSocketAddress address, HttpService service) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(requests);
        server.createContext("/", exchange -> {
            try (exchange) {
                HttpAnswer answer = service.page(
                        exchange.getRequestMethod(), exchange.getRequestURI().toString());
                byte[] bytes = answer.body().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", answer.contentType());
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
                if (!head) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        server.start();
        return new HealthListener(server, requests);
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
