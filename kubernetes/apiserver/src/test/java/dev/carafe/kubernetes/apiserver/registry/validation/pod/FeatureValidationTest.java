package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What features let objects say, and what they do not while they are off. */
final class FeatureValidationTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();

    private static Strategy strategy(String groupVersion, String resource, String... set) {
        return BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(resource))
                .map(declared -> Strategies.of(
                        declared, new Capabilities(false, FeatureGate.defaults().with(List.of(set)))))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> create(Strategy strategy, String object) {
        Struct complete = strategy.applyDefaults(Trees.of(object));
        return strategy.validateCreate(complete).stream()
                .map(FieldError::toString)
                .toList();
    }

    private static List<String> pod(String fields, String... set) {
        return create(
                strategy("/v1", "pods", set),
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{" + fields
                        + "'containers':[{'name':'c','image':'i'}]}}");
    }

    @Test
    void tolerationsCompareNumbers() {
        String toleration = "'tolerations':[{'key':'k','operator':'Gt','value':'%s'}],";
        String on = "TaintTolerationComparisonOperators=true";
        assertThat(pod(toleration.formatted("5")))
                .containsExactly("spec.tolerations[0].operator: Unsupported value: \"Gt\": supported values: "
                        + "\"Equal\", \"Exists\", \"Lt\", \"Gt\"");
        assertThat(pod(toleration.formatted("-5"), on)).isEmpty();
        String value = "spec.tolerations[0].value: Invalid value: ";
        assertThat(pod(toleration.formatted("007"), on))
                .containsExactly(value + "\"007\": must be a valid decimal integer in canonical form");
        assertThat(pod(toleration.formatted("9223372036854775808"), on))
                .containsExactly(value + "\"9223372036854775808\": strconv.ParseInt: parsing "
                        + "\"9223372036854775808\": value out of range");
        assertThat(pod(toleration.formatted("x"), on))
                .containsExactly(
                        value + "\"x\": must be a valid decimal integer in canonical form",
                        value + "\"x\": strconv.ParseInt: parsing \"x\": invalid syntax");
    }

    @Test
    void podsOfTheHostsNetworkHaveUsersOfTheirOwn() {
        String host = "'hostUsers':false,'hostNetwork':true,";
        assertThat(pod(host)).containsExactly("spec.hostNetwork: Forbidden: when `hostUsers` is false");
        assertThat(pod(host, "UserNamespacesHostNetworkSupport=true")).isEmpty();
    }

    @Test
    void labelsOfSecurityAreMountOptionsOnlyWithTheFeature() {
        String context = "'securityContext':{'seLinuxChangePolicy':'MountOption'},";
        assertThat(pod(context)).isEmpty();
        assertThat(pod(context, "SELinuxMount=false"))
                .containsExactly("spec.securityContext.seLinuxChangePolicy: Unsupported value: \"MountOption\":"
                        + " supported values: \"Recursive\"");
    }

    @Test
    void rulesRestartAllContainersOnlyWithTheFeature() {
        String container = "'initContainers':[{'name':'s','image':'i','restartPolicy':'%s','restartPolicyRules':"
                + "[{'action':'RestartAllContainers','exitCodes':{'operator':'In','values':[1]}}]}],";
        String off = "RestartAllContainersOnContainerExits=false";
        assertThat(pod(container.formatted("Never"))).isEmpty();
        assertThat(pod(container.formatted("Never"), off))
                .containsExactly("spec.initContainers[0].restartPolicyRules[0].action: Unsupported value:"
                        + " \"RestartAllContainers\": supported values: \"Restart\"");
        assertThat(pod(container.formatted("Always"), off))
                .containsExactly("spec.initContainers[0].restartPolicyRules: Forbidden: restartPolicyRules are not"
                        + " allowed for init containers with restart policy Always");
    }

    @Test
    void theCostOfADeletionIsCheckedWithTheFeature() {
        String pod = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','annotations':"
                + "{'controller.kubernetes.io/pod-deletion-cost':'much'}},"
                + "'spec':{'containers':[{'name':'c','image':'i'}]}}";
        assertThat(create(strategy("/v1", "pods"), pod)).hasSize(1);
        assertThat(create(strategy("/v1", "pods", "PodDeletionCost=false"), pod))
                .isEmpty();
    }

    @Test
    void setsAreMadeAnew() {
        String set = "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'s'},'spec':{'selector':"
                + "{'matchLabels':{'a':'b'}},'updateStrategy':{'type':'%s'},'template':{'metadata':{'labels':"
                + "{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
        Strategy on = strategy("apps/v1", "statefulsets", "StatefulSetRecreateStrategy=true");
        assertThat(create(strategy("apps/v1", "statefulsets"), set.formatted("Recreate")))
                .singleElement()
                .asString()
                .endsWith("must be 'RollingUpdate' or 'OnDelete'");
        assertThat(create(on, set.formatted("Recreate"))).isEmpty();
        assertThat(create(on, set.formatted("Never")))
                .singleElement()
                .asString()
                .endsWith("must be 'RollingUpdate', 'OnDelete', or 'Recreate'");
        Struct old = on.applyDefaults(Trees.of(set.formatted("Recreate")));
        assertThat(strategy("apps/v1", "statefulsets").validateUpdate(old, old)).isEmpty();
    }

    @Test
    void autoscalersLeaveNoReplica() {
        String scaler = "{'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','metadata':{'name':'s'},"
                + "'spec':{'minReplicas':0,'maxReplicas':2,'scaleTargetRef':{'apiVersion':'apps/v1',"
                + "'kind':'Deployment','name':'d'},'metrics':[{'type':'External','external':{'metric':{'name':'m'},"
                + "'target':{'type':'Value','value':'1'}}}]}}";
        Strategy off = strategy("autoscaling/v2", "horizontalpodautoscalers", "HPAScaleToZero=false");
        assertThat(create(strategy("autoscaling/v2", "horizontalpodautoscalers"), scaler))
                .isEmpty();
        assertThat(create(off, scaler))
                .containsExactly("spec.minReplicas: Invalid value: 0: must be greater than or equal to 1");
        assertThat(off.validateUpdate(Trees.of(scaler), Trees.of(scaler))).isEmpty();
        assertThat(strategy("autoscaling/v2", "horizontalpodautoscalers", "HPAGeneration=false")
                        .countsGenerations())
                .isFalse();
    }

    @Test
    void volumesMove() {
        String volume = "{'metadata':{'name':'v'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':"
                + "['ReadWriteOnce'],'hostPath':{'path':'/x'},'nodeAffinity':{'required':{'nodeSelectorTerms':"
                + "[{'matchExpressions':[{'key':'%s','operator':'Exists'}]}]}}}}";
        Struct old = Trees.of(volume.formatted("a"));
        Struct now = Trees.of(volume.formatted("b"));
        assertThat(strategy("/v1", "persistentvolumes").validateUpdate(now, old))
                .hasSize(1);
        assertThat(strategy("/v1", "persistentvolumes", "MutablePVNodeAffinity=true")
                        .validateUpdate(now, old))
                .isEmpty();
    }

    @Test
    void suspendedJobsChangeTheirTemplate() {
        String job = "{'metadata':{'name':'j'},'spec':{'suspend':true,'template':{'spec':{'restartPolicy':'Never',"
                + "'nodeSelector':{'a':'%s'},'containers':[{'name':'c','image':'i','resources':{'requests':"
                + "{'cpu':'%s'}}}]}}},'status':{'startTime':'2026-01-01T00:00:00Z','conditions':"
                + "[{'type':'Suspended','status':'True'}]}}";
        Struct old = Trees.of(job.formatted("x", "1"));
        Struct moved = Trees.of(job.formatted("y", "1"));
        Struct resized = Trees.of(job.formatted("x", "2"));
        String moves = "MutableSchedulingDirectivesForSuspendedJobs=false";
        String resizes = "MutablePodResourcesForSuspendedJobs=false";
        assertThat(changes(old, moved)).isZero();
        assertThat(changes(old, resized)).isZero();
        assertThat(changes(old, moved, moves)).isOne();
        assertThat(changes(old, resized, moves)).isZero();
        assertThat(changes(old, moved, resizes)).isZero();
        assertThat(changes(old, resized, resizes)).isOne();
        assertThat(changes(old, resized, moves, resizes)).isOne();
        Struct unstarted = old.with("status", Struct.EMPTY);
        assertThat(changes(unstarted, moved, moves, resizes)).isZero();
    }

    private static int changes(Struct old, Struct now, String... set) {
        Strategy strategy = strategy("batch/v1", "jobs", set);
        Struct before = strategy.applyDefaults(old);
        return (int) strategy.validateUpdate(strategy.applyDefaults(now), before).stream()
                .filter(error -> error.toString().startsWith("spec.template"))
                .filter(error -> error.toString().contains("immutable"))
                .count();
    }

    @Test
    void fieldsOfFeaturesAreChecked() {
        String container = "'initContainers':[{'name':'g','image':'i',%s}],";
        String at = "spec.initContainers[0].";
        assertThat(pod(container.formatted("'restartPolicy':'Always','lifecycle':{'stopSignal':'SIGINT'}")))
                .containsExactly(at + "lifecycle.stopSignal: Forbidden: may not be set for containers with empty"
                        + " `spec.os.name`");
        assertThat(pod("'os':{'name':'windows'},"
                        + container.formatted("'restartPolicy':'Always','lifecycle':{'stopSignal':'SIGINT'}")))
                .containsExactly(at + "lifecycle.stopSignal: Unsupported value: \"SIGINT\": supported values:"
                        + " \"SIGKILL\", \"SIGTERM\"");
        assertThat(pod("'os':{'name':'linux'},"
                        + container.formatted("'restartPolicy':'Always','lifecycle':{'stopSignal':'SIGINT'}")))
                .isEmpty();
        assertThat(pod(container.formatted("'restartPolicy':'Always','livenessProbe':{'grpc':{'port':1,'mode':'MTLS'}},"
                        + "'readinessProbe':{'httpGet':{'port':1,'protocol':'HTTP2','scheme':'HTTPS'}}")))
                .containsExactly(
                        at + "livenessProbe.grpc.mode: Unsupported value: \"MTLS\": supported values: \"Plaintext\","
                                + " \"TLS\"",
                        at + "readinessProbe.httpGet.protocol: Invalid value: \"HTTP2\": is only supported with HTTP"
                                + " (H2C)");
        assertThat(pod(
                        "'volumes':[{'name':'v','emptyDir':{}}],'initContainers':[{'name':'g','image':'i','volumeMounts':"
                                + "[{'name':'v','mountPath':'/v','bindMountOptions':['noexec','noexec','exec']}]}],"))
                .containsExactly(
                        at + "volumeMounts[0].bindMountOptions[1]: Duplicate value: \"noexec\"",
                        at + "volumeMounts[0].bindMountOptions[2]: Unsupported value: \"exec\": supported values:"
                                + " \"nodev\", \"noexec\", \"nosuid\"");
        assertThat(pod("'volumes':[{'name':'v','emptyDir':{'mode':1024}},{'name':'s','secret':{'secretName':'s',"
                        + "'defaultUser':-1,'items':[{'key':'k','path':'p','user':-2}]}}],"))
                .containsExactly(
                        "spec.volumes[0].emptyDir.mode: Invalid value: 1024: must be a number between 0 and 01777"
                                + " (octal), both inclusive",
                        "spec.volumes[1].secret.defaultUser: Invalid value: -1: must be between 0 and 2147483647,"
                                + " inclusive",
                        "spec.volumes[1].secret.items[0].user: Invalid value: -2: must be between 0 and 2147483647,"
                                + " inclusive");
    }

    @Test
    void respondersToEvictionsAreChecked() {
        String responders =
                "'schedulingGroup':{'podGroupName':'g'},'evictionResponders':[{'name':'%s','priority':%s}],";
        String group = "spec.schedulingGroup: Forbidden: may not be set when evictionResponders is set";
        String at = "spec.evictionResponders[0].";
        assertThat(pod(responders.formatted("example.com/e", 1000))).containsExactly(group);
        assertThat(pod(responders.formatted("e", 999)))
                .containsExactly(
                        group,
                        at + "name: Invalid value: \"e\": must include a prefix (e.g. 'example.com/key')",
                        at + "priority: Invalid value: 999: priorities 0-999 are reserved for responders with *.k8s.io"
                                + " suffix");
        assertThat(pod(responders.formatted("a.k8s.io/e", 100_001)))
                .containsExactly(
                        group,
                        at + "name: Invalid value: \"a.k8s.io/e\": domain names *.k8s.io, *.kubernetes.io are reserved",
                        at + "priority: Invalid value: 100001: must be less than or equal to 100000");
    }

    /** A slice that named an attribute while slices could keeps it as it is. */
    @Test
    void theAttributeOfPartitionsIsNotChangedWhileItIsOff() {
        String slice = "{'metadata':{'name':'s'},'spec':{'driver':'d.example.com','nodeName':'n','pool':{'name':'p',"
                + "'resourceSliceCount':1,'generation':1},'partitionTypeAttribute':'d.example.com/%s','devices':["
                + "{'name':'d','attributes':{'t':{'string':'a'},'u':{'string':'a'}},'consumesCounters':["
                + "{'counterSet':'c','counters':{'x':{'value':'1'}}}]}]}}";
        Strategy slices = strategy("resource.k8s.io/v1", "resourceslices");
        Struct old = Trees.of(slice.formatted("t"));
        assertThat(slices.validateUpdate(old, old)).isEmpty();
        assertThat(slices.validateUpdate(Trees.of(slice.formatted("u")), old))
                .extracting(FieldError::toString)
                .containsExactly("spec.partitionTypeAttribute: Forbidden");
    }
}
