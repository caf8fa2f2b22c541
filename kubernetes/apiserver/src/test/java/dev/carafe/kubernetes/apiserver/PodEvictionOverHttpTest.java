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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evictions, as upstream's server answers them. */
@Timeout(60)
final class PodEvictionOverHttpTest {
    private static final String PODS = "/api/v1/namespaces/n/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/n/poddisruptionbudgets";
    private static final String READY = "{'type':'Ready','status':'True'}";

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
                PODS,
                "{'metadata':{'name':'p','labels':{'app':'a'}},'spec':{'nodeName':'x','containers':"
                        + "[{'name':'c','image':'i'}]}}",
                201);
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

    private void run(String conditions) throws Exception {
        Struct pod = get(PODS + "/p");
        Struct status = Struct.of("phase", "Running");
        ask("PUT", PODS + "/p/status", json(pod.with("status", status), conditions), 200);
    }

    private Struct get(String path) throws Exception {
        return ask("GET", path, "", 200).body();
    }

    private static String json(Struct object, String conditions) {
        String text = Json.toString(object);
        return text.replace("\"phase\":\"Running\"", "\"phase\":\"Running\",\"conditions\":[" + conditions + "]");
    }

    private void budget(String spec, String status) throws Exception {
        String metadata = "'metadata':{'name':'b'}";
        String selector = "'selector':{'matchLabels':{'app':'a'}}";
        ask("POST", BUDGETS, "{" + metadata + ",'spec':{'minAvailable':1," + selector + spec + "}}", 201);
        if (!status.isEmpty()) {
            String patch = ("{'status':{" + status + "}}").replace('\'', '"');
            Answer changed = admin.send(
                    "PATCH", BUDGETS + "/b/status", patch, "application/merge-patch+json", "application/json");
            assertThat(changed.code()).as(changed.text("message")).isEqualTo(200);
        }
    }

    private Answer evict(String options, int code) throws Exception {
        return ask(
                "POST",
                PODS + "/p/eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'p'}" + options + "}",
                code);
    }

    private static @Nullable Object cause(Answer answer) {
        Struct details = Objects.requireNonNull(answer.body().struct("details"));
        return ((Struct) ((List<?>) Objects.requireNonNull(details.get("causes"))).getFirst()).get("message");
    }

    @Test
    void aPodThatIsEvictedSaysWhy() throws Exception {
        evict(",'deleteOptions':{'gracePeriodSeconds':40}", 201);
        Struct pod = get(PODS + "/p");
        assertThat(pod.find(List.of("metadata", "deletionGracePeriodSeconds"))).isEqualTo(40L);
        List<?> conditions = (List<?>) Objects.requireNonNull(pod.find(List.of("status", "conditions")));
        assertThat(((Struct) Objects.requireNonNull(conditions.getLast()))
                        .without("lastTransitionTime")
                        .without("lastProbeTime"))
                .isEqualTo(Struct.builder()
                        .put("type", "DisruptionTarget")
                        .put("status", "True")
                        .put("reason", "EvictionByEvictionAPI")
                        .put("message", "Eviction API: evicting")
                        .build());
    }

    @Test
    void anEvictionThatIsOnlyTriedLeavesNoTrace() throws Exception {
        Struct before = get(PODS + "/p");
        evict(",'deleteOptions':{'dryRun':['All']}", 201);
        assertThat(get(PODS + "/p")).isEqualTo(before);
    }

    @Test
    void whatIsForbiddenIsSaid() throws Exception {
        assertThat(evict(",'deleteOptions':{'preconditions':{'uid':'u'}}", 409).text("message"))
                .startsWith(
                        "Operation cannot be fulfilled on Pod \"p\": the UID in the precondition (u) does not match");
        assertThat(evict(",'deleteOptions':{'ignoreStoreReadErrorWithClusterBreakingPotential':true}", 422)
                        .text("message"))
                .isEqualTo("Eviction.policy \"p\" is invalid:"
                        + " deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: can not be"
                        + " set for pod eviction, try after removing the option");
        assertThat(ask("POST", PODS + "/p/eviction", "{'metadata':{'name':'q'}}", 400)
                        .text("message"))
                .isEqualTo("name in URL does not match name in Eviction object");
    }

    @Test
    void aBudgetThatNobodyLookedAtAllowsNothing() throws Exception {
        run(READY.replace('\'', '"'));
        budget("", "");
        Answer refused = evict("", 429);
        assertThat(refused.text("message"))
                .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(cause(refused)).isEqualTo("The disruption budget b is still being processed by the server.");
    }

    @Test
    void aBudgetThatIsSpentSaysWhatItNeeds() throws Exception {
        run(READY.replace('\'', '"'));
        budget(
                "",
                "'observedGeneration':1,'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':1,'expectedPods':1");
        assertThat(cause(evict("", 429))).isEqualTo("The disruption budget b needs 1 healthy pods and has 1 currently");
    }

    @Test
    void aBudgetNotesWhatItGave() throws Exception {
        run(READY.replace('\'', '"'));
        budget(
                "",
                "'observedGeneration':1,'disruptionsAllowed':1,'currentHealthy':2,'desiredHealthy':1,'expectedPods':2");
        evict("", 201);
        Struct status = Objects.requireNonNull(get(BUDGETS + "/b").struct("status"));
        assertThat(status.get("disruptionsAllowed")).isEqualTo(0L);
        assertThat(Objects.requireNonNull(status.struct("disruptedPods")).has("p"))
                .isTrue();
        Struct condition = (Struct) ((List<?>) Objects.requireNonNull(status.get("conditions"))).getFirst();
        assertThat(condition.get("reason")).isEqualTo("InsufficientPods");
    }

    @Test
    void whatIsNotHealthyGoesWhereTheBudgetHasEnoughOthers() throws Exception {
        run("");
        budget(
                "",
                "'observedGeneration':1,'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':1,'expectedPods':2");
        evict("", 201);
    }

    @Test
    void whatIsNotHealthyGoesWhereTheBudgetSaysSo() throws Exception {
        run("");
        budget(
                ",'unhealthyPodEvictionPolicy':'AlwaysAllow'",
                "'observedGeneration':1,'disruptionsAllowed':0,'currentHealthy':0,'desiredHealthy':1,'expectedPods':1");
        evict("", 201);
    }
}
