package dev.carafe.kubernetes.apiserver.zpages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ZPagesTest {
    private static final String OBJECT = "application/json;as=%s;g=config.k8s.io;v=%s";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        FeatureGate features = FeatureGate.defaults().with(List.of("StorageVersionHash=false"));
        server = new TestServer(
                directory,
                0,
                ServerRunOptions.builder()
                        .features(features)
                        .flags(Map.of("feature-gates", "[StorageVersionHash=false]", "v", "4"))
                        .build());
        server.awaitReady();
        admin = new HttpsClient(server, "admin");
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String accept) throws Exception {
        return admin.exchange("GET", path, new byte[0], "", accept);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void statuszIsTextForPeople() throws Exception {
        HttpResponse<byte[]> answer = get("/statusz", "*/*");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(text(answer))
                .startsWith("\napiserver statusz\nWarning: This endpoint is not meant to be machine parseable, has no"
                        + " formatting compatibility guarantees and is for debugging purposes only.\n\nStarted: ")
                .containsPattern("\nUp: \\d+ hr \\d\\d min \\d\\d sec\n")
                .contains("\nBinary version: 1.37\nEmulation version: 1.37\n")
                .contains("\nPaths: /flagz /healthz /livez /metrics /readyz ");
    }

    @Test
    void statuszIsAnObjectForWhoAsksForOne() throws Exception {
        Struct object = Json.decodeStruct(
                get("/statusz", OBJECT.formatted("Statusz", "v1beta1")).body());
        assertThat(object.string("apiVersion")).isEqualTo("config.k8s.io/v1beta1");
        assertThat(object.string("kind")).isEqualTo("Statusz");
        assertThat(object.get("metadata")).isEqualTo(Struct.of("name", "apiserver"));
        assertThat(object.string("binaryVersion")).isEqualTo("1.37");
        assertThat(object.get("uptimeSeconds")).isInstanceOf(Long.class);
        HttpResponse<byte[]> old = get("/statusz", OBJECT.formatted("Statusz", "v1alpha1"));
        assertThat(old.headers().firstValue("Warning"))
                .hasValue("299 - \"This version of the statusz endpoint is deprecated. Please use a newer version.\"");
    }

    @Test
    void whoAsksForNothingThatThereIsIsRefused() throws Exception {
        for (String accept : List.of("application/json", OBJECT.formatted("Statusz", "v1"), "text/html")) {
            HttpResponse<byte[]> answer = get("/statusz", accept);
            assertThat(answer.statusCode()).as(accept).isEqualTo(406);
            assertThat(text(answer))
                    .contains("only the following media types are accepted: application/json, application/yaml,"
                            + " text/plain");
        }
    }

    @Test
    void flagzTellsTheFlags() throws Exception {
        assertThat(text(get("/flagz", "text/plain")))
                .startsWith("\napiserver flagz\nWarning: ")
                .endsWith("\nfeature-gates=[StorageVersionHash=false]\nv=4\n");
        assertThat(text(get("/flagz", "application/yaml;as=Flagz;g=config.k8s.io;v=v1beta1")))
                .contains("kind: Flagz\n", "flags:\n", "v: \"4\"");
    }

    @Test
    void featuresActAndAreTold() throws Exception {
        assertThat(text(get("/api/v1", "application/json"))).doesNotContain("storageVersionHash");
        assertThat(text(get("/metrics", "*/*")))
                .contains("kubernetes_feature_enabled{name=\"StorageVersionHash\",stage=\"BETA\"} 0\n")
                .contains("kubernetes_feature_enabled{name=\"ComponentFlagz\",stage=\"BETA\"} 1\n")
                .contains("kubernetes_feature_enabled{name=\"JobManagedBy\",stage=\"\"} 1\n");
    }

    @Test
    void aPageWhoseFeatureIsOffIsNotThere(@TempDir Path other) throws Exception {
        FeatureGate features = FeatureGate.defaults().with(List.of("ComponentFlagz=false", "ComponentStatusz=false"));
        ServerRunOptions options = ServerRunOptions.builder().features(features).build();
        try (TestServer without = new TestServer(other, 0, options);
                HttpsClient client = new HttpsClient(without, "admin")) {
            without.awaitReady();
            assertThat(client.exchange("GET", "/statusz", new byte[0], "", "*/*")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.exchange("GET", "/flagz", new byte[0], "", "*/*").statusCode())
                    .isEqualTo(404);
        }
    }
}
