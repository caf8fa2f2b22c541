package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bindings, as upstream's server answers them. */
@Timeout(60)
final class PodBindingOverHttpTest {
    private static final String PODS = "/api/v1/namespaces/n/pods";

    @TempDir
    private Path directory;

    private TestServer server;
    private HttpsClient admin;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
        ask("POST", "/api/v1/namespaces", "{'metadata':{'name':'n'}}", 201);
        ask("POST", "/api/v1/namespaces/n/serviceaccounts", "{'metadata':{'name':'default'}}", 201);
        ask(
                "POST",
                "/api/v1/nodes",
                "{'metadata':{'name':'x','labels':{'topology.kubernetes.io/zone':'z','kubernetes.io/hostname':'h'}}}",
                201);
        pod("p", "");
    }

    @AfterEach
    void stop() {
        admin.close();
        server.close();
    }

    private Answer ask(String method, String path, String body, int code) throws Exception {
        Answer answer = admin.send(method, path, body.replace('\'', '"'));
        assertThat(answer.code()).as(answer.text("message")).isEqualTo(code);
        return answer;
    }

    private void pod(String name, String spec) throws Exception {
        ask(
                "POST",
                PODS,
                "{'metadata':{'name':'" + name + "'},'spec':{'containers':[{'name':'c','image':'i'}]" + spec + "}}",
                201);
    }

    private Answer bind(String pod, String target, int code) throws Exception {
        return ask(
                "POST",
                PODS + "/" + pod + "/binding",
                "{'metadata':{'name':'" + pod + "','annotations':{'a':'b'}},'target':{" + target + "}}",
                code);
    }

    @Test
    void aBoundPodKnowsWhereItIs() throws Exception {
        Struct before = ask("GET", PODS + "/p", "", 200).body();
        Struct status = Objects.requireNonNull(before.struct("status"));
        Struct nominated = before.with("status", status.with("nominatedNodeName", "y"));
        ask("PUT", PODS + "/p/status", Json.toString(nominated), 200);
        bind("p", "'kind':'Node','name':'x'", 201);
        Struct pod = ask("GET", PODS + "/p", "", 200).body();
        assertThat(pod.find(List.of("spec", "nodeName"))).isEqualTo("x");
        assertThat(pod.find(List.of("status", "nominatedNodeName"))).isNull();
        assertThat(pod.find(List.of("metadata", "annotations"))).isEqualTo(Struct.of("a", "b"));
        assertThat(pod.find(List.of("metadata", "labels"))).isEqualTo(Struct.of("topology.kubernetes.io/zone", "z"));
        Struct condition =
                (Struct) ((List<?>) Objects.requireNonNull(pod.find(List.of("status", "conditions")))).getFirst();
        assertThat(condition.get("type")).isEqualTo("PodScheduled");
        assertThat(condition.get("status")).isEqualTo("True");
        assertThat(pod.find(List.of("metadata", "generation"))).isEqualTo(1L);
        assertThat(bind("p", "'name':'y'", 409).text("message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"x\"");
    }

    @Test
    void aPodIsBoundToANodeWithAName() throws Exception {
        assertThat(bind("p", "'kind':'Pod','name':'X'", 500).text("message"))
                .isEqualTo("target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"");
        assertThat(bind("p", "", 500).text("message")).isEqualTo("target.name: Required value");
        assertThat(bind("p", "'name':'X'", 500).text("message"))
                .startsWith("target.name: Invalid value: \"X\": a lowercase RFC 1123 subdomain");
    }

    @Test
    void aPodWithGatesIsNotBound() throws Exception {
        pod("gated", ",'schedulingGates':[{'name':'example.com/g'}]");
        assertThat(bind("gated", "'name':'x'", 409).text("message"))
                .isEqualTo("Operation cannot be fulfilled on pods/binding \"gated\": pod gated has non-empty"
                        + " .spec.schedulingGates");
    }

    @Test
    void aPodThatIsMadeOnANodeIsLabelledToo() throws Exception {
        pod("there", ",'nodeName':'x'");
        assertThat(ask("GET", PODS + "/there", "", 200).body().find(List.of("metadata", "labels")))
                .isEqualTo(Struct.of("topology.kubernetes.io/zone", "z"));
    }
}
