package dev.carafe.kubernetes.apiserver.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ProfilingTest {
    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        server.awaitReady();
        admin = new HttpsClient(server, "admin");
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static HttpResponse<byte[]> get(HttpsClient client, String path) throws Exception {
        return client.exchange("GET", path, new byte[0], "", "*/*");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void aProfileIsARecordingOfTheTimeAskedFor() throws Exception {
        HttpResponse<byte[]> answer = get(admin, "/debug/pprof/profile?seconds=1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(answer.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"profile.jfr\"");
        Path file = Files.write(directory.resolve("profile.jfr"), answer.body());
        assertThat(RecordingFile.readAllEvents(file))
                .extracting(event -> event.getEventType().getName())
                .contains("jdk.CPUInformation") // which each recording begins with
                .doesNotContain("jdk.InitialEnvironmentVariable");
    }

    @Test
    void goroutinesAreThreads() throws Exception {
        HttpResponse<byte[]> answer = get(admin, "/debug/pprof/goroutine?debug=2");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).contains("\"compactor\" virtual", "dev.carafe.pprof.ThreadDump");
    }

    @Test
    void anIndexTellsWhatThereIs() throws Exception {
        HttpResponse<byte[]> moved = get(admin, "/debug/pprof");
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location")).contains("/debug/pprof/");
        assertThat(text(get(admin, "/debug/pprof/"))).contains("<a href=\"profile\">");
        assertThat(text(get(admin, "/"))).doesNotContain("pprof"); // unlisted, as upstream's
    }

    @Test
    void whatHasNoCounterpartIsUnknown() throws Exception {
        for (String name : new String[] {"heap", "allocs", "mutex", "block", "threadcreate", "cmdline", "symbol"}) {
            HttpResponse<byte[]> answer = get(admin, "/debug/pprof/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(404);
            assertThat(text(answer)).isEqualTo("Unknown profile\n");
            assertThat(answer.headers().firstValue("X-Go-Pprof")).contains("1");
        }
        assertThat(get(admin, "/debug/pprof/profile?seconds=86400").statusCode())
                .isEqualTo(400);
    }

    @Test
    void onlyThoseMayLookWhoAreAllowedTo() throws Exception {
        try (HttpsClient nobody = new HttpsClient(server, "service-account")) {
            assertThat(get(nobody, "/debug/pprof/goroutine").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void withoutProfilingNothingIsThere() throws Exception {
        ServerRunOptions options = ServerRunOptions.builder().profiling(false).build();
        try (TestServer other = new TestServer(directory.resolve("other"), 0, options);
                HttpsClient client = new HttpsClient(other, "admin")) {
            other.awaitReady();
            for (String path : new String[] {"/debug/pprof", "/debug/pprof/", "/debug/pprof/goroutine"}) {
                assertThat(get(client, path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }
}
