package dev.carafe.kubernetes.apiserver.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.testing.SpanCollector;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final int EVERY = 1_000_000;

    @TempDir
    Path directory;

    private SpanCollector collector;
    private String endpoint = "";

    @BeforeEach
    void start() throws IOException {
        collector = SpanCollector.start();
        endpoint = collector.endpoint();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private TestServer server(int rate) throws IOException, InterruptedException {
        TestServer server = new TestServer(
                directory,
                0,
                ServerRunOptions.builder()
                        .tracing(new TracingConfiguration(endpoint, rate))
                        .build());
        server.awaitReady();
        return server;
    }

    /** Sends a GET that names a trace, and reads the answer to its end. */
    private static String get(TestServer server, String user, String path, String sampled) throws IOException {
        try (HttpsClient client = new HttpsClient(server, user);
                Socket socket = client.connect()) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:6443\r\nUser-Agent: test/1\r\n"
                                    + "Connection: close\r\ntraceparent: 00-" + TRACE + "-" + PARENT + "-" + sampled
                                    + "\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private List<SpanCollector.Received> named(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    @Test
    void aClusterAdministratorsTraceGoesOn() throws Exception {
        try (TestServer server = server(0)) {
            get(server, "admin", "/api/v1/namespaces/default/services/kubernetes?x=1", "01");
            get(server, "admin", "/version", "00"); // the client decided against
        }
        assertThat(collector.spans()).hasSize(4);
        SpanCollector.Received whole =
                named("GET /api/v1/namespaces/{:namespace}/services/{:name}").getFirst();
        assertThat(whole.trace()).isEqualTo(TRACE);
        assertThat(whole.parent()).isEqualTo(PARENT);
        assertThat(whole.kind()).isEqualTo(2);
        assertThat(whole.scope()).isEqualTo("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp");
        assertThat(whole.resource())
                .containsEntry("service.name", "apiserver")
                .hasEntrySatisfying("service.instance.id", id -> assertThat(id).startsWith("apiserver-"));
        assertThat(whole.attributes())
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.target", "/api/v1/namespaces/default/services/kubernetes?x=1")
                .containsEntry("url.path", "/api/v1/namespaces/default/services/kubernetes")
                .containsEntry("server.address", "localhost")
                .containsEntry("user_agent.original", "test/1")
                .containsEntry("client.address", "127.0.0.1");
        SpanCollector.Received handler = named("Get").getFirst();
        assertThat(handler.parent()).isEqualTo(whole.id());
        assertThat(handler.scope()).isEqualTo("k8s.io/component-base/tracing");
        assertThat(handler.attributes())
                .containsEntry("resource", "services")
                .containsEntry("namespace", "default")
                .containsEntry("name", "kubernetes")
                .containsEntry("scope", "resource")
                .containsEntry("verb", "GET");
        assertThat(handler.events()).containsExactly("About to write a response", "Writing http response done");
        SpanCollector.Received read = named("Get etcd3").getFirst();
        assertThat(read.parent()).isEqualTo(handler.id());
        assertThat(read.scope()).isEqualTo("k8s.io/component-base/tracing");
        assertThat(read.attributes()).containsEntry("key", "/services/specs/default/kubernetes");
        assertThat(read.events()).containsExactly("Get call succeeded", "Decode succeeded");
        SpanCollector.Received written = named("SerializeObject").getFirst();
        assertThat(written.parent()).isEqualTo(handler.id());
        assertThat(written.attributes())
                .containsEntry("method", "GET")
                .containsEntry("url", "/api/v1/namespaces/default/services/kubernetes");
    }

    @Test
    void readsTellWhatTheCacheDoes() throws Exception {
        String services = "/api/v1/namespaces/default/services";
        try (TestServer server = server(0)) {
            get(server, "admin", services, "01");
            get(server, "admin", services + "/kubernetes?resourceVersion=0", "01");
            get(server, "admin", "/apis/apps/v1/deployments", "01");
            get(server, "admin", "/apis/apps/v1/deployments?limit=5", "01");
            get(server, "admin", services + "?watch=true&timeoutSeconds=1", "01");
        }
        List<SpanCollector.Received> lists = named("cacher.GetList");
        assertThat(lists)
                .extracting(list -> list.attributes().get("type"))
                .containsExactly("services", "deployments.apps", "deployments.apps");
        assertThat(lists.getFirst().events()).containsExactly("Ready", "Listed items from cache", "Filtered items");
        assertThat(lists.getFirst().parent()).isEqualTo(named("List").getFirst().id());
        assertThat(named("cacher.Get").getFirst().attributes())
                .containsEntry("key", "/services/specs/default/kubernetes")
                .containsEntry("resource-version", "0");
        assertThat(named("cacher.Watch").getFirst().attributes()).containsEntry("type", "services");
        assertThat(named("List").getFirst().events()).isEmpty();
        assertThat(named("WatchServer.HandleHTTP").getFirst().events())
                .containsExactly("About to start writing response");
        assertThat(named("WatchServer.HandleHTTP").getFirst().parent())
                .isEqualTo(named("GET /api/v1/namespaces/{:namespace}/services")
                        .getLast()
                        .id());
    }

    @Test
    void writesTellWhatTheyDoInTheStore() throws Exception {
        String maps = "/api/v1/namespaces/default/configmaps";
        try (TestServer server = server(EVERY);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            assertThat(admin.send("POST", maps, "{\"metadata\":{\"name\":\"m\"}}")
                            .code())
                    .isEqualTo(201);
            assertThat(admin.send("PUT", maps + "/m", "{\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"b\"}}")
                            .code())
                    .isEqualTo(200);
        }
        SpanCollector.Received created = named("Create etcd3").getFirst();
        assertThat(created.parent()).isEqualTo(named("Create").getFirst().id());
        assertThat(created.attributes()).containsEntry("key", "/configmaps/default/m");
        assertThat(created.events()).containsExactly("About to Encode", "Encode succeeded", "Txn call succeeded");
        SpanCollector.Received updated = named("GuaranteedUpdate etcd3").getFirst();
        assertThat(updated.parent()).isEqualTo(named("Update").getFirst().id());
        assertThat(updated.attributes())
                .containsEntry("key", "/configmaps/default/m")
                .containsEntry("resource", "configmaps");
        assertThat(updated.events()).containsExactly("About to Encode", "Encode succeeded", "Txn call completed");
    }

    @Test
    void ofOthersTheTraceIsLinkedOnly() throws Exception {
        try (TestServer server = server(EVERY)) {
            get(server, "service-account", "/api/v1/pods", "01");
        }
        SpanCollector.Received refused = named("GET /api/v1/pods").getFirst();
        assertThat(refused.trace()).isNotEqualTo(TRACE);
        assertThat(refused.parent()).isEmpty();
        assertThat(refused.links()).containsExactly(TRACE);
        assertThat(refused.attributes()).containsEntry("http.response.status_code", "403");
        assertThat(refused.status()).isZero(); // the client's own fault is no error of the server's
    }

    @Test
    void aCollectorThatIsAwayHarmsNobody() throws Exception {
        collector.close();
        try (TestServer server = server(EVERY)) {
            assertThat(get(server, "admin", "/version", "01")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void spansAreCalledByWhatTheyAreAbout() {
        assertThat(name("GET", "/apis/apps/v1/namespaces/d/deployments/n/scale"))
                .isEqualTo("GET /apis/apps/v1/namespaces/{:namespace}/deployments/{:name}/scale");
        assertThat(name("POST", "/apis/example.com/v1/things")).isEqualTo("POST /apis/example.com/v1/things");
        assertThat(name("DELETE", "/api/v1/nodes/n")).isEqualTo("DELETE /api/v1/nodes/{:name}");
        assertThat(name("GET", "/healthz")).isEqualTo("GET");
    }

    private static String name(String method, String path) {
        return SpanNames.of(method, RequestInfo.of(method, path, Query.parse("")));
    }
}
