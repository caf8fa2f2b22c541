package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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
        admin.exchange("MADEUP", MAPS, NOTHING, "", "*/*");
        get("/api/v1/namespaces/default/configmaps/a/madeup", "application/json");
        awaitLines("apiserver_request_total{code=\"405\",component=\"apiserver\",dry_run=\"\",group=\"\","
                + "resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"other\",version=\"v1\"} 1\n");
        assertThat(metrics()).doesNotContain("made.up").doesNotContain("madeup").doesNotContain("MADEUP");
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
                .contains(",git_version=\"v1.37.2+carafe\",go_version=\"")
                .contains(",major=\"1\",minor=\"37\",platform=\"linux/")
                .contains("process_start_time_seconds");
    }

    /** Says that a line begins so on the page, and waits for it. */
    private static void awaitLines(String... beginnings) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        for (String beginning : beginnings) {
            while (!metrics().contains("\n" + beginning) && System.nanoTime() < end) {
                Thread.sleep(1);
            }
            assertThat(metrics()).contains("\n" + beginning);
        }
    }

    private static void send(String method, String path, String body, String contentType) throws Exception {
        HttpResponse<byte[]> answer =
                admin.exchange(method, path, body.getBytes(UTF_8), contentType, "application/json");
        assertThat(answer.statusCode()).as(path).isBetween(200, 201);
    }

    @Test
    void writesAreMeasuredInEachStepThatTheyPass() throws Exception {
        send("POST", MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"dry\"}}", "application/json");
        send("POST", MAPS, "{\"metadata\":{\"name\":\"measured\"}}", "application/json");
        String applied = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"}}";
        send("PATCH", MAPS + "/measured?fieldManager=me", applied, "application/apply-patch+yaml");
        send("PATCH", MAPS + "/measured", "{\"data\":{\"a\":\"c\"}}", "application/merge-patch+json");
        get(MAPS, "application/json");
        get(MAPS + "/measured", "application/json");
        admin.exchange("DELETE", MAPS + "/measured", NOTHING, "", "application/json");
        admin.exchange("DELETE", MAPS + "?labelSelector=a%3Db", NOTHING, "", "application/json");
        String maps = ",group=\"\",resource=\"configmaps\"";
        awaitLines(
                requests("201", "All", "resource", "POST"),
                requests("200", "", "resource", "APPLY"),
                requests("200", "", "resource", "PATCH"),
                requests("200", "", "resource", "GET"),
                requests("200", "", "resource", "DELETE"),
                requests("200", "", "namespace", "DELETE"),
                "apiserver_request_sli_duration_seconds_count{component=\"apiserver\"" + maps,
                "apiserver_response_sizes_bucket{component=\"apiserver\"" + maps
                        + ",scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\",le=\"1000\"} ",
                "apiserver_request_body_size_bytes_bucket{group=\"\",resource=\"configmaps\",verb=\"create\","
                        + "le=\"50000\"} ",
                "etcd_requests_total{group=\"\",operation=\"create\",resource=\"configmaps\"} ",
                "etcd_requests_total{group=\"\",operation=\"delete\",resource=\"configmaps\"} 1\n",
                "etcd_request_duration_seconds_count{group=\"\",operation=\"update\",resource=\"configmaps\"} 2\n",
                "apiserver_storage_list_total{group=\"\",index=\"\",resource=\"configmaps\",storage=\"watchcache\"}",
                "apiserver_admission_step_admission_duration_seconds_count{operation=\"CREATE\",rejected=\"false\","
                        + "type=\"admit\"}",
                "apiserver_admission_controller_admission_duration_seconds_count{name=\"NamespaceLifecycle\","
                        + "operation=\"CREATE\",rejected=\"false\",type=\"admit\"}");
        assertThat(metrics())
                .doesNotContain("apiserver_request_sli_duration_seconds_count{component=\"apiserver\",dry_run");
    }

    @Test
    void whatServicesGetIsCounted() throws Exception {
        String services = "/api/v1/namespaces/default/services";
        String spec = "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}";
        send("POST", services, "{\"metadata\":{\"name\":\"counted\"},\"spec\":" + spec + "}", "application/json");
        String again = spec.replace("80}", "80,\"nodePort\":1}");
        admin.exchange(
                "POST",
                services,
                ("{\"metadata\":{\"name\":\"refused\"},\"spec\":" + again + "}").getBytes(UTF_8),
                "application/json",
                "application/json");
        String addresses = "kube_apiserver_clusterip_allocator_";
        String ports = "kube_apiserver_nodeport_allocator_";
        awaitLines(
                addresses + "allocated_ips{cidr=\"10.96.0.0/12\"} 2\n",
                addresses + "available_ips{cidr=\"10.96.0.0/12\"} 1.048572e+06\n",
                addresses + "allocation_total{cidr=\"10.96.0.0/12\",scope=\"static\"} 1\n", // the kubernetes service
                addresses + "allocation_total{cidr=\"10.96.0.0/12\",scope=\"dynamic\"} ",
                addresses + "allocation_duration_seconds_bucket{cidr=\"10.96.0.0/12\",le=\"0.005\"} ",
                ports + "allocated_ports 1\n",
                ports + "available_ports 2767\n",
                ports + "allocation_total{scope=\"dynamic\"} 1\n",
                ports + "allocation_errors_total{scope=\"static\"} 1\n",
                "apiserver_nodeport_repair_reconcile_errors_total 0\n");
    }

    private static String requests(String code, String dryRun, String scope, String verb) {
        return "apiserver_request_total{code=\"" + code + "\",component=\"apiserver\",dry_run=\"" + dryRun
                + "\",group=\"\",resource=\"configmaps\",scope=\"" + scope + "\",subresource=\"\",verb=\"" + verb
                + "\",version=\"v1\"} 1\n";
    }

    @Test
    void whoSendsRequestsIsCountedByHowThatWasFoundOut() throws Exception {
        admin.exchange("GET", "/version", NOTHING, "", "*/*", "Authorization", "Bearer nobody.knows.it");
        admin.exchange("GET", MAPS, NOTHING, "", "*/*", "Impersonate-User", "nobody");
        awaitLines(
                "authentication_attempts{result=\"success\"}",
                "authentication_duration_seconds_count{result=\"success\"}",
                "authenticated_user_requests{username=\"other\"}",
                "authorization_attempts_total{result=\"allowed\"}",
                "authorization_attempts_total{result=\"no-opinion\"} 1\n",
                "apiserver_request_filter_duration_seconds_count{filter=\"authentication\"}",
                "apiserver_request_filter_duration_seconds_count{filter=\"authorization\"}",
                "apiserver_request_filter_duration_seconds_count{filter=\"impersonation\"}",
                "apiserver_client_certificate_expiration_seconds_bucket{le=\"0\"} 0\n");
    }

    @Test
    void requestsOfAnApiServerAreCounted() throws Exception {
        String[] self = {"Impersonate-User", "system:apiserver", "Impersonate-Group", "system:masters"};
        admin.exchange("GET", MAPS, NOTHING, "", "*/*", self);
        admin.exchange("GET", "/readyz", NOTHING, "", "*/*", self);
        admin.exchange("GET", "/nowhere", NOTHING, "", "*/*", self);
        admin.exchange("GET", MAPS, NOTHING, "", "*/*");
        String own = "apiserver_selfrequest_total{group=\"\",resource=\"%s\",subresource=\"%s\",verb=\"%s\"} 1\n";
        awaitLines(own.formatted("configmaps", "", "LIST"), own.formatted("", "/readyz", "GET"));
        assertThat(metrics()).doesNotContain("/nowhere");
    }

    @Test
    void aWatchThatTellsAllFirstIsMeasuredUntilItHas() throws Exception {
        String path = "/api/v1/namespaces/default/serviceaccounts?watch=1&allowWatchBookmarks=1"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=3";
        try (BufferedReader events = new BufferedReader(new InputStreamReader(admin.stream(path), UTF_8))) {
            assertThat(events.lines()) // up to the end that the server makes
                    .anySatisfy(line -> assertThat(line).contains("k8s.io/initial-events-end"));
        }
        awaitLines(
                "apiserver_watch_list_duration_seconds_count{group=\"\",resource=\"serviceaccounts\",scope=\"namespace\","
                        + "version=\"v1\"} 1\n",
                "apiserver_watch_events_sizes_count{group=\"\",resource=\"serviceaccounts\",version=\"v1\"}",
                "apiserver_request_duration_seconds_count{component=\"apiserver\",dry_run=\"\",group=\"\","
                        + "resource=\"serviceaccounts\",scope=\"namespace\",subresource=\"\",verb=\"WATCH\"",
                "apiserver_watch_cache_initializations_total{group=\"\",resource=\"serviceaccounts\"} 1\n");
    }

    @Test
    void pathsBesideResourcesAreCountedWhereUpstreamDoesIt() throws Exception {
        get("/healthz", "*/*");
        get("/openapi/v3", "application/json");
        get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        get("/version", "*/*");
        get("/api/v1/endpoints", "application/json");
        awaitLines(
                "apiserver_requested_deprecated_apis{group=\"\",removed_release=\"\",resource=\"endpoints\","
                        + "subresource=\"\",version=\"v1\"} 1\n",
                "apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\",group=\"\",resource=\"\",scope=\"\","
                        + "subresource=\"/healthz\",verb=\"GET\",version=\"\"} 1\n",
                "apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\",group=\"\",resource=\"\",scope=\"\","
                        + "subresource=\"openapi/v3\",verb=\"GET\",version=\"\"} 1\n",
                "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"\","
                        + "scope=\"\",subresource=\"/apis\",verb=\"GET\",version=\"\"} 1\n");
        assertThat(metrics())
                .doesNotContain("subresource=\"/version\"")
                .doesNotContain("subresource=\"/metrics\"")
                .contains(
                        "version_info{binary=\"1.37.2\",component=\"kube\",emulation=\"1.37\",min_compat=\"1.36\"} 1\n");
    }

    /** Upstream's names, of which the rest is named where the commands are described. */
    @Test
    void theFamiliesAreUpstreams() throws Exception {
        send("POST", MAPS, "{\"metadata\":{\"name\":\"named\"}}", "application/json");
        get(MAPS, "application/json");
        get("/api/v1/pods?limit=1&resourceVersion=1&resourceVersionMatch=Exact", "application/json");
        get("/api/v1/namespaces?watch=1&timeoutSeconds=1", "application/json");
        awaitLines("apiserver_watch_events_total", "apiserver_storage_events_received_total");
        assertThat(metrics()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE "))
                        .map(line -> line.split(" ")[2] + " " + line.split(" ")[3]))
                .contains("""
                        apiserver_admission_controller_admission_duration_seconds histogram
                        apiserver_admission_step_admission_duration_seconds histogram
                        apiserver_client_certificate_expiration_seconds histogram
                        apiserver_current_inflight_requests gauge
                        apiserver_init_events_total counter
                        apiserver_longrunning_requests gauge
                        apiserver_request_body_size_bytes histogram
                        apiserver_request_duration_seconds histogram
                        apiserver_request_filter_duration_seconds histogram
                        apiserver_request_sli_duration_seconds histogram
                        apiserver_request_total counter
                        apiserver_resource_objects gauge
                        apiserver_resource_size_estimate_bytes gauge
                        apiserver_response_sizes histogram
                        apiserver_storage_events_received_total counter
                        apiserver_storage_list_duration_seconds histogram
                        apiserver_storage_list_evaluated_objects_total counter
                        apiserver_storage_list_fetched_objects_total counter
                        apiserver_storage_list_returned_objects_total counter
                        apiserver_storage_list_total counter
                        apiserver_storage_size_bytes gauge
                        apiserver_tls_handshake_errors_total counter
                        apiserver_watch_cache_consistent_read_total counter
                        apiserver_watch_cache_events_dispatched_total counter
                        apiserver_watch_cache_events_received_total counter
                        apiserver_watch_cache_initialization_duration_seconds histogram
                        apiserver_watch_cache_initializations_total counter
                        apiserver_watch_cache_read_wait_seconds histogram
                        apiserver_watch_cache_resource_version gauge
                        apiserver_watch_events_sizes histogram
                        apiserver_watch_events_total counter
                        authenticated_user_requests counter
                        authentication_attempts counter
                        authentication_duration_seconds histogram
                        authorization_attempts_total counter
                        authorization_duration_seconds histogram
                        etcd_request_duration_seconds histogram
                        etcd_requests_total counter
                        kubernetes_build_info gauge
                        kubernetes_feature_enabled gauge
                        process_cpu_seconds_total counter
                        process_max_fds gauge
                        process_network_receive_bytes_total counter
                        process_network_transmit_bytes_total counter
                        process_open_fds gauge
                        process_resident_memory_bytes gauge
                        process_start_time_seconds gauge
                        process_virtual_memory_bytes gauge
                        process_virtual_memory_max_bytes gauge
                        serviceaccount_invalid_legacy_auto_token_uses_total counter
                        serviceaccount_legacy_auto_token_uses_total counter
                        serviceaccount_legacy_manual_token_uses_total counter
                        serviceaccount_legacy_tokens_total counter
                        serviceaccount_stale_tokens_total counter
                        serviceaccount_valid_tokens_total counter
                        version_info gauge
                        watch_cache_capacity gauge
                        """.split("\n"));
    }

    @Test
    void healthHasAPageOfItsOwn() throws Exception {
        get("/readyz", "*/*");
        String page = new String(get("/metrics/slis", "*/*").body(), UTF_8);
        assertThat(page)
                .contains("kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1\n")
                .containsPattern(
                        "kubernetes_healthchecks_total\\{name=\"etcd\",status=\"success\",type=\"readyz\"} \\d+\n")
                .contains("process_start_time_seconds ");
        assertThat(metrics()).doesNotContain("kubernetes_healthcheck");
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
