package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of features that are switched. */
@Timeout(60)
final class FeatureGatesOverHttpTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @TempDir
    Path directory;

    private TestServer server(String... settings) throws Exception {
        TestServer server = new TestServer(
                directory,
                0,
                ServerRunOptions.builder()
                        .features(FeatureGate.defaults().with(List.of(settings)))
                        .build());
        server.awaitReady();
        return server;
    }

    private static String get(HttpsClient client, String path) throws Exception {
        return new String(
                client.exchange("GET", path, new byte[0], "", "application/json")
                        .body(),
                UTF_8);
    }

    private static String pod(String name, String signal) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"os":{"name":"linux"},
                 "automountServiceAccountToken":false,"containers":[{"name":"c","image":"i","lifecycle":%s}]}}""".formatted(name, signal);
    }

    @Test
    void whatAnObjectHasStaysWhenTheGateIsShutAgain() throws Exception {
        String signal = "{\"stopSignal\":\"SIGINT\"}";
        try (TestServer on = server("ContainerStopSignals=true");
                HttpsClient client = new HttpsClient(on, "admin")) {
            client.send(
                    "POST",
                    "/api/v1/namespaces/default/serviceaccounts",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
            client.send("POST", PODS, pod("old", signal));
            assertThat(get(client, PODS + "/old")).contains("\"stopSignal\":\"SIGINT\"");
        }
        try (TestServer off = server();
                HttpsClient client = new HttpsClient(off, "admin")) {
            client.send("POST", PODS, pod("new", signal));
            assertThat(get(client, PODS + "/new")).contains("\"name\":\"new\"").doesNotContain("\"stopSignal\"");
            Struct old = (Struct) Json.decode(get(client, PODS + "/old").getBytes(UTF_8));
            Struct labelled = old.with(
                    "metadata", Objects.requireNonNull(old.struct("metadata")).with("labels", Struct.of("a", "b")));
            assertThat(client.send("PUT", PODS + "/old", Json.toString(labelled))
                            .code())
                    .isEqualTo(200);
            assertThat(get(client, PODS + "/old")).contains("\"a\":\"b\"").contains("\"stopSignal\":\"SIGINT\"");
        }
    }

    @Test
    void resourcesOfFeaturesThatAreOffAreNotServed() throws Exception {
        try (TestServer server = server("ClusterTrustBundle=false", "ClusterTrustBundleProjection=false");
                HttpsClient client = new HttpsClient(server, "admin")) {
            String group = "/apis/certificates.k8s.io/v1";
            assertThat(get(client, group))
                    .contains("certificatesigningrequests")
                    .doesNotContain("clustertrustbundles");
            assertThat(client.exchange("GET", group + "/clustertrustbundles", new byte[0], "", "application/json")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void withoutWatchListsNoWatchBeginsWithWhatIsThere() throws Exception {
        try (TestServer server = server("WatchList=false");
                HttpsClient client = new HttpsClient(server, "admin")) {
            assertThat(get(
                            client,
                            PODS + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                                    + "&allowWatchBookmarks=true"))
                    .contains("sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }
    }

    private static final String LIST = "/api/v1/namespaces?watch=1&sendInitialEvents=true&timeoutSeconds=1"
            + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=";

    private static HttpResponse<byte[]> compressed(HttpsClient client, String path) throws Exception {
        return client.exchange("GET", path, new byte[0], "", "application/json", "Accept-Encoding", "gzip");
    }

    @Test
    void aWatchThatBeginsAsAListIsCompressedForWhoTakesThat() throws Exception {
        try (TestServer server = server();
                HttpsClient client = new HttpsClient(server, "admin")) {
            HttpResponse<byte[]> list = compressed(client, LIST + "true");
            assertThat(list.headers().allValues("Content-Encoding")).containsExactly("gzip");
            assertThat(list.headers().allValues("Vary")).containsExactly("Accept-Encoding");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(list.body())).readAllBytes())
                    .asString(UTF_8)
                    .contains("\"kube-system\"")
                    .contains("k8s.io/initial-events-end");
            assertThat(compressed(client, LIST + "false").headers().map()).doesNotContainKey("content-encoding");
            assertThat(get(client, LIST + "true")).contains("k8s.io/initial-events-end");
        }
        try (TestServer server = server("WatchListCompression=false");
                HttpsClient client = new HttpsClient(server, "admin")) {
            HttpResponse<byte[]> list = compressed(client, LIST + "true");
            assertThat(list.headers().map()).doesNotContainKey("content-encoding");
            assertThat(list.body()).asString(UTF_8).contains("k8s.io/initial-events-end");
        }
    }

    @Test
    void aBoundPodKeepsItsPromiseAndGetsNoLabelsOfItsNodeWhereTheGatesAreShut() throws Exception {
        try (TestServer server =
                        server("ClearingNominatedNodeNameAfterBinding=false", "PodTopologyLabelsAdmission=false");
                HttpsClient client = new HttpsClient(server, "admin")) {
            client.send(
                    "POST",
                    "/api/v1/namespaces/default/serviceaccounts",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
            client.send("POST", "/api/v1/nodes", """
                    {"metadata":{"name":"n","labels":{"topology.kubernetes.io/zone":"z"}}}""");
            client.send("POST", PODS, pod("bound", "{}"));
            client.send(
                    "PATCH",
                    PODS + "/bound/status",
                    "{\"status\":{\"nominatedNodeName\":\"m\"}}",
                    "application/merge-patch+json",
                    "application/json");
            assertThat(client.send("POST", PODS + "/bound/binding", """
                            {"metadata":{"name":"bound","labels":{"a":"b"}},"target":{"kind":"Node","name":"n"}}""").code()).isEqualTo(201);
            assertThat(get(client, PODS + "/bound"))
                    .contains("\"nodeName\":\"n\"")
                    .contains("\"nominatedNodeName\":\"m\"")
                    .doesNotContain("\"labels\"");
        }
    }

    @Test
    void whoMayOnlyReadRunsNoCommands() throws Exception {
        try (TestServer server = server()) {
            assertThat(execAsViewer(server)).isEqualTo(403);
        }
        try (TestServer server = server("AuthorizePodWebsocketUpgradeCreatePermission=false")) {
            assertThat(execAsViewer(server)).isEqualTo(404);
        }
    }

    /** What a viewer, who may get streams of pods, is answered who would run a command in a pod that is not there. */
    private static int execAsViewer(TestServer server) throws Exception {
        server.certificates().issue("viewer", "CN=viewer");
        String rbac = "/apis/rbac.authorization.k8s.io/v1/";
        try (HttpsClient admin = new HttpsClient(server, "admin");
                HttpsClient viewer = new HttpsClient(server, "viewer")) {
            admin.send("POST", rbac + "clusterroles", """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"viewer"},
                     "rules":[{"apiGroups":[""],"resources":["pods/exec"],"verbs":["get"]}]}""");
            admin.send("POST", rbac + "clusterrolebindings", """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"viewer"},
                     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"viewer"},
                     "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"viewer"}]}""");
            return viewer.exchange("GET", PODS + "/none/exec?command=sh&stdout=1", new byte[0], "", "application/json")
                    .statusCode();
        }
    }
}
