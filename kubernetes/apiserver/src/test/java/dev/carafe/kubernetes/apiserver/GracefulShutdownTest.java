package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GracefulShutdownTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String BODY = "{\"metadata\":{\"name\":\"late\"}}";

    @TempDir
    Path directory;

    private TestServer start(boolean sendRetryAfter) throws IOException, InterruptedException {
        TestServer server = new TestServer(
                directory,
                0,
                ServerRunOptions.builder()
                        .shutdownSendRetryAfter(sendRetryAfter)
                        .build());
        server.awaitReady();
        return server;
    }

    /** One request by hand, whose body the test holds back. */
    private record Held(Socket socket, BufferedReader in) implements AutoCloseable {
        static Held begin(HttpsClient client) throws IOException {
            Held held = open(client);
            held.write("POST " + MAPS + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length() + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(held.in.readLine()).isEqualTo("HTTP/1.1 100 Continue"); // the server has begun to read
            assertThat(held.in.readLine()).isEmpty();
            return held;
        }

        static Held open(HttpsClient client) throws IOException {
            Socket socket = client.connect();
            socket.setSoTimeout(20_000);
            return new Held(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)));
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        /** The head of an answer, its lines joined. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Thread close(TestServer server) {
        return Thread.ofPlatform().start(server.server()::close);
    }

    private static String get(HttpsClient client, String path) throws IOException {
        try (Held held = Held.open(client)) {
            held.write("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
            StringBuilder all = new StringBuilder(held.head());
            held.in.lines().forEach(line -> all.append(line).append('\n'));
            return all.toString();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Test
    void tellsNewRequestsToComeAgainUntilTheLastOneBeforeIsAnswered() throws Exception {
        try (TestServer server = start(true);
                HttpsClient admin = new HttpsClient(server, "admin");
                Held held = Held.begin(admin)) {
            Thread closing = close(server);
            String answer = get(admin, MAPS);
            while (answer.startsWith("HTTP/1.1 200")) {
                answer = get(admin, MAPS);
            }
            assertThat(answer)
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: 5\n", "Connection: close\n")
                    .endsWith("The apiserver is shutting down, please try again later.\n");
            assertThat(get(admin, "/readyz")).startsWith("HTTP/1.1 500").contains("[-]shutdown failed");
            assertThat(get(admin, "/livez")).startsWith("HTTP/1.1 200");
            held.write(BODY);
            assertThat(held.head()).startsWith("HTTP/1.1 201");
            closing.join();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> get(admin, MAPS));
        }
    }

    @Test
    void takesNoMoreConnectionsButAnswersWhatIsUnderWayAndEndsWatches() throws Exception {
        try (TestServer server = start(false);
                HttpsClient admin = new HttpsClient(server, "admin");
                Held held = Held.begin(admin);
                Held other = Held.open(admin);
                Held watch = Held.open(admin)) {
            watch.write("GET " + MAPS + "?watch=true HTTP/1.1\r\nHost: test\r\n\r\n");
            assertThat(watch.head()).startsWith("HTTP/1.1 200");
            other.write("GET /version HTTP/1.1\r\nHost: test\r\n\r\n");
            assertThat(other.head()).startsWith("HTTP/1.1 200");
            Thread closing = close(server);
            boolean refused = false;
            while (!refused) {
                try {
                    get(admin, MAPS);
                } catch (ConnectException _) {
                    refused = true;
                } catch (IOException _) {
                    refused = false; // taken just before, and broken off
                }
            }
            held.write(BODY);
            assertThat(held.head()).startsWith("HTTP/1.1 201");
            closing.join();
            List<String> rest = watch.in.lines().toList();
            assertThat(rest).as("a watch's stream ends as a stream does").last().isEqualTo("");
            assertThat(rest.get(rest.size() - 2)).isEqualTo("0");
        }
    }
}
