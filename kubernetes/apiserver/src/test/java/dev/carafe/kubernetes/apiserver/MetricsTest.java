package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MetricsTest {
    private static final byte[] NOTHING = {};
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String accept) throws Exception {
        return admin.exchange("GET", path, NOTHING, "", accept);
    }

    private static String metrics() throws Exception {
        HttpResponse<byte[]> answer = get("/metrics", "*/*");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        return new String(answer.body(), UTF_8);
    }

    /** What is counted once a request has been answered may be counted a moment after its answer came. */
    private static void awaitMetric(String line) throws Exception {
        while (!metrics().contains(line)) {
            Thread.sleep(1);
        }
    }

    @Test
    void requestsAreCountedByWhatTheyAskAndHowTheyEnd() throws Exception {
        get("/api/v1/namespaces/default/secrets/missing", "application/json");
        awaitMetric("apiserver_request_total{code=\"404\",component=\"apiserver\",dry_run=\"\",group=\"\","
                + "resource=\"secrets\",scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"} 1\n");
        awaitMetric(
                "apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\",group=\"\","
                        + "resource=\"secrets\",scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\",le=\"+Inf\"} 1\n");
    }

    @Test
    void whatClientsMakeUpIsNoLabel() throws Exception {
        get("/apis/made.up/v1/things", "application/json");
        get("/api/v1/namespaces/default/configmaps/a/madeup", "application/json");
        assertThat(metrics()).doesNotContain("made.up").doesNotContain("madeup");
    }

    @Test
    void watchesAreGaugedAndTheirEventsCounted() throws Exception {
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(admin.stream("/api/v1/namespaces?watch=1"), UTF_8))) {
            assertThat(events.readLine()).contains("ADDED");
            awaitMetric("apiserver_longrunning_requests{component=\"apiserver\",group=\"\",resource=\"namespaces\","
                    + "scope=\"cluster\",subresource=\"\",verb=\"WATCH\",version=\"v1\"} 1\n");
            assertThat(metrics())
                    .contains("apiserver_watch_events_total{group=\"\",resource=\"namespaces\",version=\"v1\"}");
        }
    }

    @Test
    void theProcessAndTheCachesAreToldOf() throws Exception {
        awaitMetric("apiserver_resource_objects{group=\"\",resource=\"namespaces\"} 4\n");
        assertThat(metrics())
                .contains("apiserver_watch_cache_resource_version{group=\"\",resource=\"namespaces\"}")
                .contains("kubernetes_build_info{major=\"1\",minor=\"37\",git_version=\"v1.37.2")
                .contains("process_start_time_seconds");
    }

    @Test
    void checksThatThereAreNotCannotBeExcluded() throws Exception {
        String text = new String(
                get("/livez?verbose&exclude=etcd&exclude=nothing", "*/*").body(), UTF_8);
        assertThat(text).isEqualTo("""
                [+]ping ok
                [+]etcd excluded: ok
                warn: some health checks cannot be excluded: no matches for "nothing"
                livez check passed
                """);
    }

    @Test
    void anAnswerThatNobodyWouldTakeIsRefusedBeforeAnythingIsDone() throws Exception {
        byte[] map = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"}}".getBytes(UTF_8);
        HttpResponse<byte[]> refused = admin.exchange("POST", MAPS, map, "application/json", "text/html");
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(new String(refused.body(), UTF_8))
                .contains("406: Not Acceptable\\n\\nAvailable representations: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf\"");
        assertThat(get(MAPS + "/x", "application/json").statusCode()).isEqualTo(404);
        assertThat(new String(get(MAPS, "text/html").body(), UTF_8))
                .contains("application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                        + " application/vnd.kubernetes.protobuf;stream=watch\"");
        assertThat(new String(get(MAPS + "?watch=1", "application/yaml").body(), UTF_8))
                .contains("only the following media types are accepted: application/json;stream=watch,");
    }
}
