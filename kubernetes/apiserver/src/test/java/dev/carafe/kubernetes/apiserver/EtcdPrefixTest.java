package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that shares its store with others, which have other prefixes. */
@Timeout(60)
final class EtcdPrefixTest {
    private static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "things.example.com"},
             "spec": {"group": "example.com", "scope": "Cluster", "names": {"plural": "things", "kind": "Thing"},
              "versions": [{"name": "v1", "served": true, "storage": true,
               "schema": {"openAPIV3Schema": {"type": "object"}}}]}}""";
    private static final String THING = """
            {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}}""";
    private static final String SERVICE = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"},
             "spec": {"type": "NodePort", "ports": [{"port": 80}]}}""";

    @TempDir
    Path directory;

    private static List<String> keys(TestServer server) {
        return server.store().range(RangeRequest.prefix(Bytes.utf8("/")).withKeysOnly(true)).kvs().stream()
                .map(kv -> kv.key().toUtf8())
                .toList();
    }

    @Test
    void nothingLiesBesideThePrefix() throws Exception {
        ServerRunOptions options =
                ServerRunOptions.builder().etcdPrefix("clouds/one").build();
        try (TestServer server = new TestServer(directory, 0, options);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            assertThat(admin.send("POST", "/api/v1/namespaces/default/services", SERVICE)
                            .code())
                    .isEqualTo(201);
            assertThat(admin.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", DEFINITION)
                            .code())
                    .isEqualTo(201);
            while (admin.exchange(
                                    "POST",
                                    "/apis/example.com/v1/things",
                                    THING.getBytes(UTF_8),
                                    "application/json",
                                    "*/*")
                            .statusCode()
                    != 201) {
                Thread.sleep(1); // until the kind is served
            }
            assertThat(keys(server))
                    .allMatch(key -> key.startsWith("/clouds/one/"))
                    .contains(
                            "/clouds/one/services/specs/default/s",
                            "/clouds/one/ranges/servicenodeports",
                            "/clouds/one/masterleases/127.0.0.1",
                            "/clouds/one/apiextensions.k8s.io/customresourcedefinitions/things.example.com",
                            "/clouds/one/example.com/things/a");
            assertThat(admin.send("GET", "/apis/example.com/v1/things/a", "").text("metadata", "name"))
                    .isEqualTo("a");
        }
    }
}
