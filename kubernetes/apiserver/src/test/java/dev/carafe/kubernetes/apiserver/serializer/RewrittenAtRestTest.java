package dev.carafe.kubernetes.apiserver.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A write that changes nothing brings an object into the form in which it would be stored now, once. */
@Timeout(60)
final class RewrittenAtRestTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String MERGE = "application/merge-patch+json";

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

    private static KeyValue atRest(String key) {
        return Objects.requireNonNull(server.store().get(Bytes.utf8("/registry/" + key)));
    }

    private static Answer touch(String path) throws Exception {
        Answer answer = admin.send("PATCH", path, "{}", MERGE, "application/json");
        assertThat(answer.code()).isEqualTo(200);
        return answer;
    }

    @Test
    void whatLiesInJsonBecomesProtobuf() throws Exception {
        server.store()
                .put(PutRequest.of(
                        Bytes.utf8("/registry/configmaps/default/old"),
                        Bytes.utf8("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"old\","
                                + "\"namespace\":\"default\",\"uid\":\"u\"},\"data\":{\"b\":\"2\",\"a\":\"1\"}}")));
        touch("/api/v1/namespaces/default/configmaps/old");
        KeyValue rewritten = atRest("configmaps/default/old");
        assertThat(rewritten.value().toUtf8()).startsWith("k8s\0");

        Answer again = touch("/api/v1/namespaces/default/configmaps/old");
        assertThat(again.text("metadata", "resourceVersion")).isEqualTo(Long.toString(rewritten.modRevision()));
        assertThat(atRest("configmaps/default/old").modRevision()).isEqualTo(rewritten.modRevision());
    }

    private static String version(String name, boolean storage) {
        return "{\"name\":\"" + name + "\",\"served\":true,\"storage\":" + storage
                + ",\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
                + "\"x-kubernetes-preserve-unknown-fields\":true}}}";
    }

    /** Returns once the objects of a definition are served. */
    private static void awaitEstablished(String definition) throws Exception {
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                admin.stream(DEFINITIONS + "?watch=1&fieldSelector=metadata.name%3D" + definition), UTF_8))) {
            String event;
            boolean established = false;
            while (!established && (event = events.readLine()) != null) {
                Struct seen = Json.decodeStruct(event.getBytes(UTF_8)).struct("object");
                established = CustomResourceDefinitions.isTrue(
                        new CustomResourceDefinition(Objects.requireNonNull(seen)),
                        CustomResourceDefinitions.ESTABLISHED);
            }
            assertThat(established).isTrue();
        }
    }

    @Test
    void aCustomObjectComesIntoTheVersionThatIsStoredNow() throws Exception {
        String things = "/apis/example.com/v1/things";
        admin.send(
                "POST",
                DEFINITIONS,
                "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":"
                        + "{\"name\":\"things.example.com\"},\"spec\":{\"group\":\"example.com\",\"scope\":\"Cluster\","
                        + "\"names\":{\"plural\":\"things\",\"singular\":\"thing\",\"kind\":\"Thing\"},\"versions\":["
                        + version("v1", true) + "," + version("v2", false) + "]}}");
        String thing = "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"a\"},\"x\":1}";
        awaitEstablished("things.example.com");
        assertThat(admin.send("POST", things, thing).code()).isEqualTo(201);
        assertThat(atRest("example.com/things/a").value().toUtf8()).contains("\"apiVersion\":\"example.com/v1\"");

        admin.send(
                "PATCH",
                DEFINITIONS + "/things.example.com",
                "{\"spec\":{\"versions\":[" + version("v1", false) + "," + version("v2", true) + "]}}",
                MERGE,
                "application/json");
        while (!atRest("example.com/things/a").value().toUtf8().contains("\"apiVersion\":\"example.com/v2\"")) {
            touch(things + "/a"); // until the server follows the definition
        }
        long revision = atRest("example.com/things/a").modRevision();
        touch(things + "/a");
        touch("/apis/example.com/v2/things/a");
        assertThat(atRest("example.com/things/a").modRevision()).isEqualTo(revision);
    }
}
