package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a server's general flags clients can see. */
final class RunOptionsOverHttpTest {
    @TempDir
    Path directory;

    @Test
    void anotherKeepsTheAddressesOfTheKubernetesService() throws Exception {
        ServerRunOptions options =
                ServerRunOptions.builder().reconcilesEndpoints(false).build();
        try (TestServer server = new TestServer(directory, 0, options);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            String path = "/api/v1/namespaces/default/endpoints/kubernetes";
            assertThat(admin.exchange("GET", path, new byte[0], "", "application/json")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(admin.exchange(
                                    "GET",
                                    "/api/v1/namespaces/default/services/kubernetes",
                                    new byte[0],
                                    "",
                                    "application/json")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answersAreNotCompressedWhereTheGateIsClosed() throws Exception {
        ServerRunOptions options = ServerRunOptions.builder()
                .features(FeatureGate.defaults().with(List.of("APIResponseCompression=false")))
                .build();
        try (TestServer server = new TestServer(directory, 0, options);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            String map = "{\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"" + "x".repeat(200_000) + "\"}}";
            assertThat(admin.send("POST", "/api/v1/namespaces/default/configmaps", map)
                            .code())
                    .isEqualTo(201);
            String path = "/api/v1/namespaces/default/configmaps/m";
            assertThat(admin.exchange("GET", path, new byte[0], "", "application/json", "Accept-Encoding", "gzip")
                            .headers()
                            .firstValue("Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void eventsStayForTheTimeThatWasAskedFor() throws Exception {
        ServerRunOptions options =
                ServerRunOptions.builder().eventTtl(Duration.ofMinutes(3)).build();
        try (TestServer server = new TestServer(directory, 0, options);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            assertThat(admin.send("POST", "/api/v1/namespaces/default/events", """
                            {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"reason":"R","type":"Normal",
                             "involvedObject":{"kind":"Pod","namespace":"default","name":"p"}}""")
                            .code())
                    .isEqualTo(201);
            KeyValue event = Objects.requireNonNull(server.store().get(Bytes.utf8("/registry/events/default/e")));
            assertThat(server.store().leaseTimeToLive(event.lease(), false).grantedTtlSeconds())
                    .isBetween(180L, 240L); // one lease is for the events of a minute
        }
    }

    @Test
    void privilegedContainersAreForAClusterThatAllowsThem() throws Exception {
        String template = """
                {"apiVersion":"v1","kind":"PodTemplate","metadata":{"name":"p"},"template":{"spec":{
                 "containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}}}""";
        try (TestServer server = new TestServer(directory, 0, ServerRunOptions.defaults());
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            HttpsClient.Answer refused = admin.send("POST", "/api/v1/namespaces/default/podtemplates", template);
            assertThat(refused.code()).isEqualTo(422);
            assertThat(refused.text("message"))
                    .isEqualTo(
                            "PodTemplate \"p\" is invalid: template.spec.containers[0].securityContext.privileged: Forbidden:"
                                    + " disallowed by cluster policy");
        }
        ServerRunOptions allowing =
                ServerRunOptions.builder().allowPrivileged(true).build();
        try (TestServer server = new TestServer(directory, 0, allowing);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            assertThat(admin.send("POST", "/api/v1/namespaces/default/podtemplates", template)
                            .code())
                    .isEqualTo(201);
        }
    }
}
