package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /debug/pprof/} of a member, over a socket. */
@Timeout(120)
class ProfilePagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private EmbeddedStore store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(folder.resolve("etcd")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private EtcdServer serve(boolean profiles) throws IOException {
        return EtcdServer.start(
                new EtcdServerConfig(
                        "default",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(),
                        null,
                        List.of(),
                        EtcdServerConfig.Limits.USUAL,
                        new EtcdServerConfig.Serving(ClientPort.Protocols.BOTH, HttpAccess.ALL, true, profiles)),
                store.member());
    }

    private static <T> HttpResponse<T> get(EtcdServer server, String path, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), body);
    }

    private static HttpResponse<String> get(EtcdServer server, String path) throws IOException, InterruptedException {
        return get(server, path, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoIsToldToServesProfiles() throws Exception {
        try (EtcdServer server = serve(true)) {
            HttpResponse<String> moved = get(server, "/debug/pprof");
            assertThat(moved.statusCode()).isEqualTo(302);
            assertThat(moved.headers().firstValue("Location")).contains("/debug/pprof/");
            assertThat(get(server, "/debug/pprof/").body()).contains("goroutine", "profile", "trace");
            assertThat(get(server, "/debug/pprof/goroutine?debug=2").body()).contains("etcd-write");
            HttpResponse<String> unknown = get(server, "/debug/pprof/heap");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).isEqualTo("Unknown profile\n");
            assertThat(unknown.headers().firstValue("X-Go-Pprof")).contains("1");
            assertThat(get(server, "/health").body()).contains("true");
        }
    }

    @Test
    void aProfileIsARecordingOfAsLongAsIsAskedFor() throws Exception {
        try (EtcdServer server = serve(true)) {
            Path file = folder.resolve("profile.jfr");
            HttpResponse<Path> answer =
                    get(server, "/debug/pprof/profile?seconds=1", HttpResponse.BodyHandlers.ofFile(file));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"profile.jfr\"");
            assertThat(Files.size(file)).isPositive();
            assertThat(RecordingFile.readAllEvents(file)).isNotEmpty();
            assertThat(get(server, "/debug/pprof/profile?seconds=4000").body())
                    .isEqualTo("profile duration exceeds 3600 seconds\n");
        }
    }

    @Test
    void othersServeNone() throws Exception {
        try (EtcdServer server = serve(false)) {
            assertThat(get(server, "/debug/pprof/").statusCode()).isEqualTo(404);
        }
    }
}
