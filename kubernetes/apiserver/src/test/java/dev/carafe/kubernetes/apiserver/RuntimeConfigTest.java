package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RuntimeConfigTest {
    private static final String SCALERS = "/namespaces/default/horizontalpodautoscalers";

    @TempDir
    Path directory;

    private TestServer server(String... settings) throws Exception {
        ResourceConfig resources = ResourceConfig.parse(List.of(settings));
        TestServer server = new TestServer(
                directory, 0, ServerRunOptions.builder().resources(resources).build());
        server.awaitReady();
        return server;
    }

    private static String get(HttpsClient client, String path) throws Exception {
        return new String(
                client.exchange("GET", path, new byte[0], "", "application/json")
                        .body(),
                UTF_8);
    }

    private static int code(HttpsClient client, String path) throws Exception {
        return client.exchange("GET", path, new byte[0], "", "application/json").statusCode();
    }

    @Test
    void whatIsOffIsNowhereAndItsObjectsStay() throws Exception {
        try (TestServer all = server();
                HttpsClient client = new HttpsClient(all, "admin")) {
            String scaler = """
                {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"kept"},
                 "spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"}}}\
                """;
            assertThat(client.send("POST", "/apis/autoscaling/v2" + SCALERS, scaler)
                            .code())
                    .isEqualTo(201);
            assertThat(code(client, "/apis/batch/v1/jobs")).isEqualTo(200);
            assertThat(get(client, "/openapi/v2")).contains("/apis/batch/v1/jobs");
        }
        try (TestServer some = server("batch/v1=false", "autoscaling/v2=false", "apps/v1/daemonsets=false");
                HttpsClient client = new HttpsClient(some, "admin")) {
            assertThat(code(client, "/apis/batch/v1/jobs")).isEqualTo(404);
            assertThat(code(client, "/apis/batch")).isEqualTo(404);
            assertThat(code(client, "/apis/autoscaling/v2" + SCALERS)).isEqualTo(404);
            assertThat(code(client, "/apis/apps/v1/daemonsets")).isEqualTo(404);
            assertThat(code(client, "/apis/apps/v1/deployments")).isEqualTo(200);
            assertThat(get(client, "/apis")).contains("autoscaling/v1").doesNotContain("batch", "autoscaling/v2");
            assertThat(get(client, "/apis/apps/v1")).contains("deployments").doesNotContain("daemonsets");
            assertThat(get(client, "/openapi/v3")).contains("apis/apps/v1").doesNotContain("batch", "autoscaling/v2");
            assertThat(code(client, "/openapi/v3/apis/batch/v1")).isEqualTo(404);
            assertThat(get(client, "/openapi/v3/apis/apps/v1"))
                    .contains("/apis/apps/v1/deployments")
                    .doesNotContain("/apis/apps/v1/daemonsets");
            assertThat(get(client, "/openapi/v2"))
                    .contains("/apis/apps/v1/deployments", "/apis/autoscaling/v1/", "/api/v1/namespaces/{name}")
                    .doesNotContain("/apis/batch", "/apis/autoscaling/v2", "io.k8s.api.batch.v1.Job\"");
            assertThat(get(client, "/apis/apiregistration.k8s.io/v1/apiservices"))
                    .contains("v1.autoscaling")
                    .doesNotContain("v2.autoscaling", "v1.batch");
            HttpsClient.Answer kept = client.send("GET", "/apis/autoscaling/v1" + SCALERS + "/kept", "");
            assertThat(kept.code()).isEqualTo(200);
            assertThat(kept.text("apiVersion")).isEqualTo("autoscaling/v1");
            assertThat(kept.text("spec", "scaleTargetRef", "name")).isEqualTo("d");
            HttpsClient.Answer changed = client.send(
                    "PATCH",
                    "/apis/autoscaling/v1" + SCALERS + "/kept?fieldManager=other",
                    "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                    "application/merge-patch+json",
                    "application/json");
            assertThat(changed.text("metadata", "managedFields"))
                    .as("who owns fields in a version that is off")
                    .contains("\"autoscaling/v2\"", "f:maxReplicas", "\"other\"");
        }
    }
}
