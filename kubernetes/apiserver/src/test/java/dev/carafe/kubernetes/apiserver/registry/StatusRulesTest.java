package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind's strategy says of a new status, and of other parts; the wording is upstream's. */
class StatusRulesTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();

    /** What is wrong with a change from one status to the next, of an object that has {@code rest} besides. */
    private static List<String> errors(String groupVersion, String resource, String rest, String before, String after) {
        return errors(groupVersion, resource, "status", object(rest, before), object(rest, after));
    }

    private static Struct object(String rest, String status) {
        return Trees.of("{'metadata':{'name':'x'}," + rest + "'status':" + status + "}");
    }

    private static List<String> errors(
            String groupVersion, String resource, String subresource, Struct before, Struct after) {
        Strategy strategy = Strategies.of(BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(resource))
                .findFirst()
                .orElseThrow());
        Struct old = strategy.applyDefaults(before);
        Struct object = strategy.prepareForSubresourceUpdate(subresource, strategy.applyDefaults(after), old);
        return strategy.validateSubresourceUpdate(subresource, object, old).stream()
                .map(FieldError::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1,deployments,replicas updatedReplicas readyReplicas unavailableReplicas terminatingReplicas collisionCount",
        "apps/v1,replicasets,replicas fullyLabeledReplicas readyReplicas observedGeneration terminatingReplicas",
        "/v1,replicationcontrollers,replicas fullyLabeledReplicas readyReplicas observedGeneration",
        "apps/v1,statefulsets,replicas readyReplicas currentReplicas updatedReplicas observedGeneration collisionCount",
        "apps/v1,daemonsets,currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady numberUnavailable",
        "policy/v1,poddisruptionbudgets,disruptionsAllowed currentHealthy desiredHealthy expectedPods",
        "autoscaling/v2,horizontalpodautoscalers,currentReplicas desiredReplicas",
        "batch/v1,jobs,active ready terminating",
    })
    void noCountIsNegative(String groupVersion, String resource, String fields) {
        for (String field : fields.split(" ")) {
            assertThat(errors(groupVersion, resource, "", "{}", "{'" + field + "':-1}"))
                    .contains("status." + field + ": Invalid value: -1: must be greater than or equal to 0");
        }
        assertThat(errors(groupVersion, resource, "", "{}", "{}")).isEmpty();
    }

    @Test
    void notMoreAreReadyThanThereAreNorAvailableThanReady() {
        String status = "{'replicas':1,'updatedReplicas':2,'readyReplicas':3,'availableReplicas':4}";
        assertThat(errors("apps/v1", "deployments", "", "{}", status))
                .containsExactly(
                        "status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas",
                        "status.readyReplicas: Invalid value: 3: cannot be greater than status.replicas",
                        "status.availableReplicas: Invalid value: 4: cannot be greater than status.replicas",
                        "status.availableReplicas: Invalid value: 4: cannot be greater than readyReplicas");
        assertThat(errors("apps/v1", "statefulsets", "", "{}", status))
                .endsWith("status.availableReplicas: Invalid value: 4: cannot be greater than status.readyReplicas");
        assertThat(errors("apps/v1", "deployments", "", "{'collisionCount':2}", "{}"))
                .containsExactly("status.collisionCount: Invalid value: 0: cannot be decremented");
    }

    @Test
    void conditionsOfABudgetAreWellFormedAndOfOneTypeEach() {
        String good =
                "{'type':'C','status':'True','reason':'R','message':'','lastTransitionTime':'2026-11-30T13:00:00Z'}";
        assertThat(errors(
                        "policy/v1",
                        "poddisruptionbudgets",
                        "",
                        "{}",
                        "{'conditions':[{'type':'','status':'X','reason':'a b','observedGeneration':-1}," + good + ","
                                + good + "]}"))
                .satisfiesExactly(
                        error -> assertThat(error).isEqualTo("status.conditions[0].type: Required value: is required"),
                        error -> assertThat(error)
                                .isEqualTo("status.conditions[0].status: Unsupported value: \"X\": supported values:"
                                        + " \"False\", \"True\", \"Unknown\""),
                        error -> assertThat(error)
                                .isEqualTo("status.conditions[0].observedGeneration: Invalid value: -1: must be greater"
                                        + " than or equal to zero"),
                        error -> assertThat(error).isEqualTo("status.conditions[0].lastTransitionTime: Required value"),
                        error -> assertThat(error)
                                .startsWith("status.conditions[0].reason: Invalid value: \"a b\": a condition reason"),
                        error -> assertThat(error).isEqualTo("status.conditions[2]: Duplicate value: \"C\""));
    }

    private static final String START = "'startTime':'2026-11-30T12:00:00Z'";
    private static final String END = "'completionTime':'2026-11-30T13:00:00Z'";

    private static String conditions(String... types) {
        return "'conditions':[{'type':'" + String.join("','status':'True'},{'type':'", types) + "','status':'True'}]";
    }

    private static List<String> job(String spec, String before, String after) {
        return errors("batch/v1", "jobs", "'spec':{'completions':3" + spec + "},", before, after);
    }

    @Test
    void aJobEndsInOneWayAnnouncedAndTimed() {
        assertThat(job("", "{}", "{" + conditions("Complete") + "}"))
                .containsExactly(
                        "status.completionTime: Required value: completionTime is required for Complete jobs",
                        "status.conditions: Invalid value: cannot set Complete=True condition without the"
                                + " SuccessCriteriaMet=true condition",
                        "status.startTime: Required value: startTime is required for finished job");
        assertThat(job("", "{}", "{" + conditions("Failed") + "," + START + "}"))
                .containsExactly("status.conditions: Invalid value: cannot set Failed=True condition without the"
                        + " FailureTarget=true condition");
        assertThat(job("", "{}", "{" + END + "}"))
                .containsExactly("status.completionTime: Invalid value: \"2026-11-30T13:00:00Z\": cannot set"
                        + " completionTime when there is no Complete=True condition");
        assertThat(job("", "{}", "{" + conditions("SuccessCriteriaMet", "Complete") + "," + START + "," + END + "}"))
                .isEmpty();
        assertThat(job("", "{}", "{" + conditions("FailureTarget", "Failed") + "," + START + "}"))
                .isEmpty();
    }

    @Test
    void aFinishedJobHasNoPodsLeft() {
        String done = conditions("SuccessCriteriaMet", "Complete") + "," + START + "," + END;
        assertThat(job(
                        "",
                        "{}",
                        "{" + done + ",'active':1,'terminating':2,'uncountedTerminatedPods':{'failed':['x']}}"))
                .containsExactly(
                        "status.active: Invalid value: 1: active>0 is invalid for finished job",
                        "status.uncountedTerminatedPods: Invalid value: {\"failed\":[\"x\"]}: must be empty for finished"
                                + " job",
                        "status.terminating: Invalid value: 2: terminating>0 is invalid for finished job");
    }

    @Test
    void whatWasReportedOfAJobOnceStays() {
        String done = conditions("SuccessCriteriaMet", "Complete") + "," + START + "," + END;
        assertThat(job("", "{" + done + "}", "{" + START + "}"))
                .containsExactly(
                        "status.conditions: Invalid value: cannot disable the terminal Complete=True condition",
                        "status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition");
        assertThat(job("", "{" + done + "}", "{" + done.replace("T13", "T14") + "}"))
                .containsExactly("status.completionTime: Invalid value: \"2026-11-30T14:00:00Z\": field is immutable");
        assertThat(job("", "{" + START + ",'failed':2,'succeeded':2}", "{'failed':1,'succeeded':1}"))
                .containsExactly(
                        "status.failed: Invalid value: 1: cannot decrease the failed counter",
                        "status.succeeded: Invalid value: 1: cannot decrease the succeeded counter",
                        "status.startTime: Invalid value: null: field is immutable for unsuspended job once set");
    }

    @Test
    void anElasticJobMayCountFewerSuccesses() {
        assertThat(job(
                        ",'parallelism':3,'completionMode':'Indexed'",
                        "{'succeeded':2,'completedIndexes':'0,1'}",
                        "{'succeeded':1,'completedIndexes':'0'}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-5|too large index: \"5\"",
                "0,x|cannot convert string to integer for index: \"x\"",
                "2-1|non-increasing order, previous: 2, current: 1",
                "1,0|non-increasing order, previous: 1, current: 0",
                "0-1-2|the fragment \"0-1-2\" violates the requirement that an index interval can have at most two parts"
                        + " separated by '-'",
            })
    void indexesOfAJobRiseBelowItsCompletions(String indexes, String why) {
        assertThat(job(",'completionMode':'Indexed'", "{}", "{'completedIndexes':'" + indexes + "'}"))
                .containsExactly("status.completedIndexes: Invalid value: \"" + indexes
                        + "\": error parsing completedIndexes: " + why);
    }

    @Test
    void anIndexOfAJobIsNotBothCompletedAndFailed() {
        assertThat(job(
                        ",'completionMode':'Indexed','backoffLimitPerIndex':1",
                        "{}",
                        "{'completedIndexes':'0-1','failedIndexes':'1,2'}"))
                .containsExactly(
                        "status.failedIndexes: Invalid value: \"1,2\": failedIndexes and completedIndexes overlap"
                                + " at index: 1");
        assertThat(job("", "{}", "{'completedIndexes':'1','failedIndexes':'2'}"))
                .containsExactly(
                        "status.completedIndexes: Invalid value: \"1\": cannot set non-empty completedIndexes when"
                                + " non-indexed completion mode",
                        "status.failedIndexes: Invalid value: \"2\": cannot set non-null failedIndexes when"
                                + " backoffLimitPerIndex is null");
    }

    private static List<String> request(String subresource, String before, String after) {
        return errors(
                "certificates.k8s.io/v1",
                "certificatesigningrequests",
                subresource,
                object("", before),
                object("", after));
    }

    @Test
    void anApprovalIsForGoodAndNoSignersToGive() {
        String approved = "{" + conditions("Approved") + "}";
        assertThat(request("approval", "{}", approved)).isEmpty();
        assertThat(request("status", "{}", approved))
                .containsExactly("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
        assertThat(request("approval", approved, "{}"))
                .containsExactly(
                        "status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"");
        assertThat(request("approval", approved, "{" + conditions("Approved", "Denied") + "}"))
                .containsExactly("status.conditions: Invalid value: \"{conditions[{\\\"type\\\": \\\"Approved\\\"}],"
                        + " conditions[{\\\"type\\\": \\\"Denied\\\"}]}\": must specify at most one of:"
                        + " `conditions[{\"type\": \"Approved\"}]`, `conditions[{\"type\": \"Denied\"}]`");
        assertThat(request("approval", "{}", approved.replace("True", "False")))
                .containsExactly(
                        "status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"");
    }

    @Test
    void aCertificateIsOneAndWrittenOnce() {
        assertThat(request("status", "{}", "{'certificate':'Zm9v'}"))
                .containsExactly("status.certificate: Invalid value: \"<certificate data>\": must contain at least one"
                        + " CERTIFICATE PEM block");
        assertThat(request("status", "{'certificate':'Zm9v'}", "{}"))
                .containsExactly("status.certificate: Forbidden: updates may not modify existing certificate content");
    }

    private static List<String> pod(String spec, String before, String after) {
        return errors("/v1", "pods", "'spec':{" + spec + "},", before, after);
    }

    private static String ended(String field, String state) {
        return "{'" + field + "':[{'name':'c','state':{" + state + "}}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "Never,containerStatuses,1,false",
        "OnFailure,containerStatuses,1,true",
        "OnFailure,containerStatuses,0,false",
        "Always,containerStatuses,0,true",
        "Never,initContainerStatuses,1,false",
        "Always,ephemeralContainerStatuses,1,false",
    })
    void aContainerThatEndedRunsAgainWhereItsPolicyIsSo(String policy, String field, int exitCode, boolean allowed) {
        String spec = "'restartPolicy':'" + policy + "','containers':[{'name':'c','image':'i'}]";
        assertThat(pod(spec, ended(field, "'terminated':{'exitCode':" + exitCode + "}"), ended(field, "'running':{}")))
                .isEqualTo(
                        allowed
                                ? List.of()
                                : List.of("status." + field
                                        + "[0].state: Forbidden: may not be transitioned to non-terminated state"));
    }

    @Test
    void aContainersOwnPolicyAndRulesComeFirst() {
        String over = ended("containerStatuses", "'terminated':{'exitCode':7}");
        String running = ended("containerStatuses", "'running':{}");
        String container = "'restartPolicy':'Never','containers':[{'name':'c','image':'i','restartPolicy':'Never',"
                + "'restartPolicyRules':[{'action':'ACTION','exitCodes':{'operator':'In','values':[7]}}]}]";
        assertThat(pod(container.replace("ACTION", "Restart"), over, running)).isEmpty();
        assertThat(pod(container.replace("ACTION", "RestartAllContainers"), over, running))
                .isEmpty();
        assertThat(pod(container.replace("ACTION", "Restart").replace("[7]", "[8]"), over, running))
                .hasSize(1);
    }

    @Test
    void aPodsAddressesAreOneOfEachFamily() {
        assertThat(pod("", "{}", "{'podIP':'1.2.3.4'}")).isEmpty();
        assertThat(pod("", "{}", "{'podIP':'1.2.3.4','podIPs':[{'ip':'1.2.3.4'},{'ip':'fd00::1'}]}"))
                .isEmpty();
        assertThat(pod("", "{}", "{'podIP':'1.2.3.4','podIPs':[{'ip':'1.2.3.4'},{'ip':'1.2.3.5'}]}"))
                .containsExactly(
                        "status.podIPs: Invalid value: [{\"IP\":\"1.2.3.4\"},{\"IP\":\"1.2.3.5\"}]: may specify no"
                                + " more than one IP for each IP family");
        assertThat(pod("", "{}", "{'podIPs':[{'ip':'1.2.3.4'}]}")).isEmpty();
        assertThat(pod("", "{}", "{'hostIP':'1.2.3.4','hostIPs':[{'ip':'1.2.3.5'}]}"))
                .containsExactly("status.hostIPs[0].ip: Invalid value: \"1.2.3.5\": must be equal to `hostIP`");
    }

    @Test
    void aPodKeepsItsClassAndIsNotPromisedAnotherNode() {
        assertThat(pod("", "{'qosClass':'BestEffort'}", "{'qosClass':'Guaranteed'}"))
                .containsExactly("status.qosClass: Invalid value: \"Guaranteed\": field is immutable");
        assertThat(pod("", "{'qosClass':'BestEffort'}", "{}")).isEmpty();
        assertThat(pod("'nodeName':'m'", "{}", "{'nominatedNodeName':'n'}"))
                .containsExactly(
                        "status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a"
                                + " node");
        assertThat(pod("", "{}", "{'nominatedNodeName':'n'}")).isEmpty();
        assertThat(pod("", "{}", "{'resourceClaimStatuses':[{'name':'x'},{'name':'x'}]}"))
                .contains(
                        "status.resourceClaimStatuses[0].name: Invalid value: \"x\": must match the name of an entry in"
                                + " `spec.resourceClaims`",
                        "status.resourceClaimStatuses[1].name: Duplicate value: \"x\"");
    }

    @Test
    void aBalancerIsReachedAtAddressesAndNamesOfAServiceThatWantsOne() {
        String balanced = "'spec':{'type':'LoadBalancer'},";
        String address = "{'loadBalancer':{'ingress':[{'ip':'1.2.3.4'}]}}";
        assertThat(errors("/v1", "services", balanced, "{}", address)).isEmpty();
        assertThat(errors("/v1", "services", "'spec':{'type':'ClusterIP'},", "{}", address))
                .containsExactly("status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is"
                        + " 'LoadBalancer'");
        assertThat(
                        errors(
                                "/v1",
                                "services",
                                balanced,
                                "{}",
                                "{'loadBalancer':{'ingress':[{'ip':'1.2.3','ipMode':'X'},{'ipMode':'VIP','hostname':'1.2.3.4'}]}}"))
                .containsExactly(
                        "status.loadBalancer.ingress[0].ip: Invalid value: \"1.2.3\": must be a valid IP address, (e.g."
                                + " 10.9.8.7 or 2001:db8::ffff)",
                        "status.loadBalancer.ingress[0].ipMode: Unsupported value: \"X\": supported values: \"Proxy\","
                                + " \"VIP\"",
                        "status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set",
                        "status.loadBalancer.ingress[1].hostname: Invalid value: \"1.2.3.4\": must be a DNS name, not an"
                                + " IP address");
        assertThat(errors(
                        "networking.k8s.io/v1",
                        "ingresses",
                        "",
                        "{}",
                        "{'loadBalancer':{'ingress':[{'hostname':'1.2.3.4'}]}}"))
                .containsExactly(
                        "status.loadBalancer.ingress[0].hostname: Invalid value: \"1.2.3.4\": must be a DNS name,"
                                + " not an IP address");
    }

    @Test
    void aNodeHasEachAddressOnceAndWholeDevices() {
        assertThat(errors(
                        "/v1",
                        "nodes",
                        "",
                        "{}",
                        "{'addresses':[{'type':'A','address':'b'},{'type':'A','address':'b'}],"
                                + "'capacity':{'cpu':'1500m','pods':'1.5','a.b/c':'1.5'},'allocatable':{'cpu':'-1'}}"))
                .containsExactly(
                        "status.capacity.pods: Invalid value: \"1500m\": must be an integer",
                        "status.capacity.a.b/c: Invalid value: \"1500m\": must be an integer",
                        "status.allocatable.cpu: Invalid value: \"-1\": must be greater than or equal to 0",
                        "status.addresses[1]: Duplicate value: {\"Type\":\"A\",\"Address\":\"b\"}");
    }

    @Test
    void aQuotaCountsWhatThereIs() {
        assertThat(errors(
                        "/v1", "resourcequotas", "", "{}", "{'hard':{'foo':'1','pods':'1.5'},'used':{'cpu':'1500m'}}"))
                .containsExactly(
                        "status.hard[foo]: Invalid value: \"foo\": must be a standard resource type or fully qualified",
                        "status.hard[foo]: Invalid value: \"foo\": must be a standard resource for quota",
                        "status.hard[pods]: Invalid value: \"1500m\": must be an integer");
    }

    @Test
    void aClaimTellsHowFarItsExpansionIs() {
        assertThat(errors(
                        "/v1",
                        "persistentvolumeclaims",
                        "",
                        "{}",
                        "{'capacity':{'storage':'-1'},'allocatedResourceStatuses':{'foo':'NodeResizePending'},"
                                + "'allocatedResources':{'storage':'-1','cpu':'1'}}"))
                .containsExactly(
                        "status.capacity[storage]: Invalid value: -1: must be a valid resource quantity",
                        "status.allocatedResourceStatuses: Unsupported value: \"foo\": supported values: \"storage\"",
                        "status.allocatedResources[storage]: Invalid value: -1: must be a valid resource quantity",
                        "status.allocatedResources: Unsupported value: \"cpu\": supported values: \"storage\"");
    }

    @Test
    void aNamespaceIsTerminatingWhenItIsDeletedAndItsFinalizersHaveNames() {
        assertThat(errors("/v1", "namespaces", "", "{'phase':'Active'}", "{'phase':'Terminating'}"))
                .containsExactly("status.Phase: Invalid value: \"Terminating\": may only be 'Active' if"
                        + " `deletionTimestamp` is empty");
        assertThat(errors(
                        "/v1",
                        "namespaces",
                        "finalize",
                        object("", "{}"),
                        object("'spec':{'finalizers':['kubernetes','foo','a.b/c']},", "{}")))
                .containsExactly(
                        "spec.finalizers[1]: Invalid value: \"foo\": name is neither a standard finalizer name nor"
                                + " is it fully qualified");
    }
}
