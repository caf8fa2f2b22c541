package dev.carafe.kubernetes.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpTransportTest {
    private final CountDownLatch hold = new CountDownLatch(1);
    private HttpServer server = newServer();
    private Client client = newClient();

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Client newClient() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        ClusterAccess access = new ClusterAccess(uri, "", false, "", "", "secret", Optional.empty(), "default");
        try {
            return new Client(new HttpTransport(access, "test"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        hold.countDown();
        client.close();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void aCallCarriesTheTokenAndReadsTheObject() {
        server.createContext("/api/v1/namespaces/default/pods/web", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            answer(exchange, 200, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + token + "\"}}");
        });
        assertThat(client.of(CoreV1.PODS).get("default", "web").name()).isEqualTo("Bearer secret");
    }

    @Test
    void aStatusBecomesAStatusError() {
        server.createContext(
                "/",
                exchange -> answer(
                        exchange,
                        404,
                        "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\",\"message\":\"pods \\\"x\\\" not found\"}"));
        assertThat(client.of(CoreV1.PODS).find("default", "x")).isEmpty();
        assertThatThrownBy(() -> client.of(CoreV1.PODS).get("default", "x"))
                .isInstanceOf(StatusError.class)
                .hasMessage("pods \"x\" not found");
    }

    @Test
    void aWatchDeliversEachLineAndEndsWhenClosed() throws InterruptedException {
        server.createContext("/api/v1/pods", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (String type : new String[] {"ADDED", "MODIFIED"}) {
                out.write(("{\"type\":\"" + type + "\",\"object\":{\"metadata\":{\"name\":\"web\"}}}\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            try {
                hold.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try (Watch<?> watch = client.of(CoreV1.PODS).watch("", ListOptions.ALL)) {
            assertThat(type(watch)).isEqualTo(WatchEvent.Type.ADDED);
            assertThat(type(watch)).isEqualTo(WatchEvent.Type.MODIFIED);
            Thread.ofVirtual().start(watch::close);
            assertThat(watch.next()).isNull();
        }
    }

    private static WatchEvent.Type type(Watch<?> watch) throws InterruptedException {
        Watch.Event<?> event = watch.next();
        return event == null ? WatchEvent.Type.ERROR : event.type();
    }

    @Test
    void anUnreachableServerIsAConnectionException() {
        server.stop(0);
        assertThatThrownBy(() -> client.of(CoreV1.PODS).list("")).isInstanceOf(ConnectionException.class);
        server = newServer();
    }

    @Test
    void aKubeconfigIsReadWithItsContext(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("config");
        Files.writeString(directory.resolve("ca.crt"), "CA");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: two
                clusters:
                - name: c
                  cluster: {server: "https://10.0.0.1:6443/", certificate-authority: ca.crt}
                users:
                - name: u
                  user: {token: abc}
                contexts:
                - name: one
                  context: {cluster: missing, user: u}
                - name: two
                  context: {cluster: c, user: u, namespace: team}
                """);
        ClusterAccess access = KubeConfig.load(file);
        assertThat(access.server()).isEqualTo(URI.create("https://10.0.0.1:6443"));
        assertThat(access.caPem()).isEqualTo("CA");
        assertThat(access.token()).isEqualTo("abc");
        assertThat(access.namespace()).isEqualTo("team");
        assertThatThrownBy(() -> KubeConfig.load(file, "one")).hasMessageContaining("\"missing\" does not exist");
    }
}
