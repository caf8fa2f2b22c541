package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that serves all versions it has: one object in any of them. */
@Timeout(120)
final class BetaVersionsTest {
    private static final String CLAIMS = "/namespaces/default/resourceclaims";
    private static final String BUNDLES = "/clustertrustbundles";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(
                directory,
                0,
                ServerRunOptions.builder()
                        .resources(ResourceConfig.parse(List.of("api/all=true")))
                        .features(FeatureGate.defaults().with(List.of("GenericWorkload=true")))
                        .build());
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static Answer send(String method, String path, String body) throws Exception {
        return admin.send(method, path, body.replace('\'', '"'));
    }

    private static String text(String path) throws Exception {
        return new String(
                admin.exchange("GET", path, new byte[0], "", "application/json").body(), UTF_8);
    }

    private static Envelope stored(String key) throws Exception {
        return Envelope.open(server.store()
                .range(RangeRequest.of(Bytes.utf8(key)))
                .kvs()
                .getFirst()
                .value()
                .toByteArray());
    }

    @Test
    void aClaimHasTheFormOfTheVersionThatAsks() throws Exception {
        Answer made = send("POST", "/apis/resource.k8s.io/v1beta1" + CLAIMS, """
                {'apiVersion':'resource.k8s.io/v1beta1','kind':'ResourceClaim','metadata':{'name':'old'},'spec':{'devices':{
                 'requests':[{'name':'a','deviceClassName':'c'},
                 {'name':'b','firstAvailable':[{'name':'x','deviceClassName':'c'}]}]}}}""");
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
        assertThat(made.text("apiVersion")).isEqualTo("resource.k8s.io/v1beta1");
        assertThat(made.body().toString())
                .contains("{\"name\":\"a\",\"deviceClassName\":\"c\",\"allocationMode\":\"ExactCount\",\"count\":1}")
                .doesNotContain("exactly");
        Answer stable = send("GET", "/apis/resource.k8s.io/v1" + CLAIMS + "/old", "");
        assertThat(stable.text("apiVersion")).isEqualTo("resource.k8s.io/v1");
        assertThat(stable.body().toString())
                .contains(
                        "{\"name\":\"a\",\"exactly\":{\"deviceClassName\":\"c\",\"allocationMode\":\"ExactCount\",\"count\":1}}");
        assertThat(stable.text("metadata", "managedFields")).contains("resource.k8s.io/v1beta1", "f:requests");
        assertThat(text("/apis/resource.k8s.io/v1beta2" + CLAIMS))
                .contains("\"kind\":\"ResourceClaimList\",\"apiVersion\":\"resource.k8s.io/v1beta2\"", "exactly");
        assertThat(stored("/registry/resourceclaims/default/old").apiVersion()).isEqualTo("resource.k8s.io/v1");
    }

    @Test
    void whatUpstreamKeepsInAnOlderVersionLiesInThat() throws Exception {
        Answer made = send("POST", "/apis/storagemigration.k8s.io/v1/storageversionmigrations", """
                {'apiVersion':'storagemigration.k8s.io/v1','kind':'StorageVersionMigration','metadata':{'name':'m'},
                 'spec':{'resource':{'group':'apps','resource':'deployments'}}}""");
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
        assertThat(stored("/registry/storageversionmigrations/m").apiVersion())
                .isEqualTo("storagemigration.k8s.io/v1beta1");
        Answer beta = send("GET", "/apis/storagemigration.k8s.io/v1beta1/storageversionmigrations/m", "");
        assertThat(beta.text("apiVersion")).isEqualTo("storagemigration.k8s.io/v1beta1");
        assertThat(beta.text("metadata", "uid")).isEqualTo(made.text("metadata", "uid"));
    }

    @Test
    void discoveryAndDocumentsHaveAllVersions() throws Exception {
        assertThat(text("/apis/resource.k8s.io"))
                .contains("\"v1\"},{\"groupVersion\":\"resource.k8s.io/v1beta2\"")
                .contains("\"preferredVersion\":{\"groupVersion\":\"resource.k8s.io/v1\"");
        assertThat(text("/openapi/v3"))
                .contains("apis/resource.k8s.io/v1beta1", "apis/internal.apiserver.k8s.io/v1alpha1")
                .doesNotContain("lifecycle.k8s.io");
        assertThat(text("/openapi/v3/apis/resource.k8s.io/v1beta1"))
                .contains("io.k8s.api.resource.v1beta1.BasicDevice", "/apis/resource.k8s.io/v1beta1/resourceslices");
        assertThat(text("/openapi/v2")).contains("io.k8s.api.coordination.v1beta1.LeaseCandidate\"");
        assertThat(text("/apis/apiregistration.k8s.io/v1/apiservices")).contains("v1beta1.resource.k8s.io");
        assertThat(text("/apis/scheduling.k8s.io/v1alpha3"))
                .contains("workloads")
                .doesNotContain("compositepodgroups");
    }

    @Test
    void eachServedResourceIsListed() throws Exception {
        for (String path : List.of(
                "/apis/coordination.k8s.io/v1beta1/leasecandidates",
                "/apis/coordination.k8s.io/v1alpha2/leasecandidates",
                "/apis/scheduling.k8s.io/v1beta1/workloads",
                "/apis/scheduling.k8s.io/v1alpha3/podgroups",
                "/apis/resource.k8s.io/v1alpha3/devicetaintrules",
                "/apis/admissionregistration.k8s.io/v1alpha1/mutatingadmissionpolicies",
                "/apis/certificates.k8s.io/v1beta1" + BUNDLES)) {
            assertThat(text(path)).as(path).contains("\"items\":[]");
        }
    }
}
