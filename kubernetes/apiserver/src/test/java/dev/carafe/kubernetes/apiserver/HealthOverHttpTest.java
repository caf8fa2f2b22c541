package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks under upstream's names. */
@TestInstance(Lifecycle.PER_CLASS)
final class HealthOverHttpTest {
    private static final List<String> HOOKS = List.of(
            "start-apiserver-admission-initializer",
            "generic-apiserver-start-informers",
            "start-apiextensions-informers",
            "start-apiextensions-controllers",
            "crd-informer-synced",
            "start-system-namespaces-controller",
            "start-cluster-authentication-info-controller",
            "start-kube-apiserver-identity-lease-controller",
            "start-kube-apiserver-identity-lease-garbage-collector",
            "storage-readiness",
            "start-service-ip-repair-controllers",
            "rbac/bootstrap-roles",
            "scheduling/bootstrap-system-priority-classes",
            "priority-and-fairness-config-producer",
            "bootstrap-controller",
            "start-kubernetes-service-cidr-controller",
            "apiservice-status-local-available-controller",
            "apiservice-registration-controller",
            "kube-apiserver-autoregistration");

    private TestServer server;
    private HttpsClient admin;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = new TestServer(directory);
        server.awaitReady();
        admin = new HttpsClient(server, "admin");
    }

    @AfterAll
    void end() {
        admin.close();
        server.close();
    }

    private String get(String path) throws Exception {
        HttpResponse<byte[]> answer = admin.exchange("GET", path, new byte[0], "", "*/*");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache, private");
        return answer.statusCode() + " " + new String(answer.body(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "healthz, 'ping,log,etcd', ''",
        "livez, 'ping,log,etcd', ''",
        "readyz, 'ping,log,etcd,etcd-readiness,informer-sync', shutdown"
    })
    void eachEndpointTellsWhatItAsks(String endpoint, String before, String behind) throws Exception {
        StringBuilder expected = new StringBuilder("200 ");
        List.of(before.split(",")).forEach(name -> expected.append("[+]" + name + " ok\n"));
        HOOKS.forEach(name -> expected.append("[+]poststarthook/" + name + " ok\n"));
        expected.append("[+]autoregister-completion ok\n");
        expected.append(behind.isEmpty() ? "" : "[+]" + behind + " ok\n").append(endpoint + " check passed\n");
        assertThat(get("/" + endpoint + "?verbose")).isEqualTo(expected.toString());
        assertThat(get("/" + endpoint)).isEqualTo("200 ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/livez/poststarthook/rbac/bootstrap-roles",
                "/readyz/informer-sync",
                "/readyz/etcd-readiness?verbose",
                "/healthz/log",
                "/readyz/etcd?exclude=etcd"
            })
    void eachCheckCanBeAskedByItself(String path) throws Exception {
        assertThat(get(path)).isEqualTo("200 ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez/shutdown", "/healthz/informer-sync", "/readyz/poststarthook", "/readyz/nothing"})
    void whatAnEndpointDoesNotAskIsNotThere(String path) throws Exception {
        assertThat(get(path)).isEqualTo("404 404 page not found\n");
    }

    @Test
    void theRootListsEachCheck() throws Exception {
        assertThat(admin.send("GET", "/", "").text("paths"))
                .contains("\"/apis/\",\"/apis/admissionregistration.k8s.io\",\"/apis/admissionregistration.k8s.io/v1\"")
                .contains("\"/healthz/autoregister-completion\",\"/healthz/etcd\",\"/healthz/log\"")
                .contains("\"/readyz/poststarthook/rbac/bootstrap-roles\"")
                .doesNotContain("/livez/shutdown");
    }

    @Test
    void whatIsExcludedIsToldAndWhatIsNotThereIsWarnedOf() throws Exception {
        assertThat(get("/readyz?verbose&exclude=etcd&exclude=poststarthook/rbac/bootstrap-roles&exclude=b&exclude=a"))
                .contains("[+]etcd excluded: ok\n[+]etcd-readiness ok\n")
                .contains("[+]poststarthook/rbac/bootstrap-roles excluded: ok\n")
                .endsWith("""
                        [+]shutdown ok
                        warn: some health checks cannot be excluded: no matches for "a","b"
                        readyz check passed
                        """);
        assertThat(get("/livez?exclude=nothing")).isEqualTo("200 ok");
    }
}
