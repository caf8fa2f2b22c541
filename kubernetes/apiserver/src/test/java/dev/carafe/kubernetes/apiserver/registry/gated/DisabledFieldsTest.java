package dev.carafe.kubernetes.apiserver.registry.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DisabledFieldsTest {
    private static final FeatureGate DEFAULTS = FeatureGate.defaults();

    private static Struct left(String group, String resource, String object, @Nullable String old, String... set) {
        return DisabledFields.of(group, resource, DEFAULTS.with(List.of(set)))
                .drop(Trees.of(object), old == null ? null : Trees.of(old));
    }

    private static Struct pod(String spec, String... set) {
        return left("", "pods", "{'spec':" + spec + "}", null, set);
    }

    private static Struct spec(String spec) {
        return Trees.of("{'spec':" + spec + "}");
    }

    @Test
    void dropsFieldsOfGatesThatAreOff() {
        String probe = "{'livenessProbe':{'grpc':{'port':1,'mode':'TLS'}},'readinessProbe':{'httpGet':{'port':1,"
                + "'protocol':'HTTP2'}},'volumeMounts':[{'name':'a','bindMountOptions':['nodev']},{'name':'b'}]}";
        String left = "{'livenessProbe':{'grpc':{'port':1}},'readinessProbe':{'httpGet':{'port':1}},"
                + "'volumeMounts':[{'name':'a'},{'name':'b'}]}";
        String all = "{'containers':[%1$s],'initContainers':[%1$s],'ephemeralContainers':[%1$s]%2$s}";
        assertThat(pod(all.formatted(
                        probe,
                        ",'schedulingGroup':{'podGroupName':'g'},'evictionResponders':[{'name':'e'}],"
                                + "'volumes':[{'name':'v','emptyDir':{'mode':448}}]")))
                .isEqualTo(spec(all.formatted(left, ",'volumes':[{'name':'v','emptyDir':{}}]")));
    }

    @Test
    void keepsThemWhereTheGateIsOn() {
        String object = "{'containers':[{'lifecycle':{'stopSignal':'SIGINT'}}]}";
        assertThat(pod(object, "ContainerStopSignals=true")).isEqualTo(spec(object));
    }

    @Test
    void keepsThemWhereTheObjectHadOneBefore() {
        String object =
                "{'spec':{'template':{'spec':{'volumes':[{'emptyDir':{'mode':511}},{'emptyDir':{'mode':448}}]}}}}";
        String old = "{'spec':{'template':{'spec':{'volumes':[{'emptyDir':{'mode':%s}}]}}}}";
        for (String kind : List.of("daemonsets", "deployments", "replicasets", "statefulsets")) {
            assertThat(left("apps", kind, object, old.formatted("0"))).isEqualTo(Trees.of(object));
            assertThat(left("apps", kind, object, old.formatted("null")))
                    .isEqualTo(
                            Trees.of("{'spec':{'template':{'spec':{'volumes':[{'emptyDir':{}},{'emptyDir':{}}]}}}}"));
        }
    }

    @Test
    void leavesTheSameObjectWhereNothingIsDropped() {
        Struct object = Trees.of("{'metadata':{'name':'x'},'spec':{'containers':[{'name':'c','lifecycle':{}}]}}");
        assertThat(DisabledFields.of("", "pods", DEFAULTS).drop(object, null)).isSameAs(object);
        assertThat(DisabledFields.of("", "configmaps", DEFAULTS)).isSameAs(DisabledFields.NONE);
    }

    @Test
    void dropsALifecycleThatSaidOnlyTheSignal() {
        assertThat(pod("{'containers':[{'lifecycle':{'stopSignal':'SIGINT'}},{'lifecycle':{'stopSignal':'SIGINT',"
                        + "'preStop':{}}},{'lifecycle':{}}]}"))
                .isEqualTo(spec("{'containers':[{},{'lifecycle':{'preStop':{}}},{'lifecycle':{}}]}"));
    }

    @Test
    void leavesInitContainersThatRunOn() {
        String object = "{'containers':[{'restartPolicy':'Never','restartPolicyRules':[{}]}],"
                + "'initContainers':[{'restartPolicy':'Always'},{'restartPolicy':'Never','restartPolicyRules':[{}]}]}";
        assertThat(pod(object)).isEqualTo(spec(object));
        assertThat(pod(object, "ContainerRestartRules=false", "RestartAllContainersOnContainerExits=false"))
                .isEqualTo(spec("{'containers':[{}],'initContainers':[{'restartPolicy':'Always'},{}]}"));
    }

    @Test
    void dropsTheUsersOfWrittenVolumes() {
        assertThat(pod("{'volumes':[{'secret':{'defaultUser':1,'items':[{'key':'k','user':2}]}},"
                        + "{'projected':{'defaultUser':1,'sources':[{'configMap':{'items':[{'user':1}]}},"
                        + "{'serviceAccountToken':{'path':'p','user':3}}]}}]}"))
                .isEqualTo(spec("{'volumes':[{'secret':{'items':[{'key':'k'}]}},"
                        + "{'projected':{'sources':[{'configMap':{'items':[{}]}},"
                        + "{'serviceAccountToken':{'path':'p'}}]}}]}"));
    }

    @Test
    void dropsWhatTheStatusOfAPodMayNotSay() {
        assertThat(left(
                        "",
                        "pods",
                        "{'status':{'volumeHealth':[{'name':'v'}],'containerStatuses':[{'name':'c',"
                                + "'volumeMounts':[{'name':'v','volumeStatus':{'image':{}}}]}]}}",
                        "{'status':{'volumeHealth':[]}}"))
                .isEqualTo(Trees.of("{'status':{'containerStatuses':[{'name':'c','volumeMounts':[{'name':'v'}]}]}}"));
    }

    @Test
    void dropsAnnotationsOfInitContainers() {
        String object = "{'spec':{'jobTemplate':{'spec':{'template':{'metadata':{'annotations':{%s}}}}}}}";
        String old = "'pod.beta.kubernetes.io/init-containers':'[]'";
        assertThat(left("batch", "cronjobs", object.formatted(old + ",'a':'b'"), null))
                .isEqualTo(Trees.of(object.formatted("'a':'b'")));
        assertThat(left("", "pods", "{'metadata':{'annotations':{" + old + "}}}", null))
                .isEqualTo(Trees.of("{'metadata':{}}"));
    }

    @Test
    void dropsSourcesInOtherNamespaces() {
        String elsewhere = "{'spec':{'dataSourceRef':{'kind':'K','name':'n','namespace':'other'}}}";
        String here = "{'spec':{'dataSourceRef':{'kind':'K','name':'n'}}}";
        assertThat(left("", "persistentvolumeclaims", elsewhere, null)).isEqualTo(Trees.of("{'spec':{}}"));
        assertThat(left("", "persistentvolumeclaims", here, null)).isEqualTo(Trees.of(here));
        assertThat(left("", "persistentvolumeclaims", elsewhere, here)).isEqualTo(Trees.of(elsewhere));
    }

    @Test
    void dropsHowALeaseIsElectedFieldByField() {
        assertThat(left(
                        "coordination.k8s.io",
                        "leases",
                        "{'spec':{'strategy':'OldestEmulationVersion','preferredHolder':'p'}}",
                        "{'spec':{'strategy':'OldestEmulationVersion'}}"))
                .isEqualTo(Trees.of("{'spec':{'strategy':'OldestEmulationVersion'}}"));
    }

    @Test
    void keepsWhatAClaimsSpecAllowsItsStatus() {
        String status = "'status':{'allocation':{'devices':{'results':[{'shareID':'s','skipNodeOperations':['*']}]}}}";
        String left = "'status':{'allocation':{'devices':{'results':[{%s}]}}}";
        String spec = "'spec':{'devices':{'requests':[{'exactly':{'capacity':{}}}]}}";
        String off = "DRAConsumableCapacity=false";
        assertThat(left("resource.k8s.io", "resourceclaims", "{" + status + "}", "{'spec':{}}", off))
                .isEqualTo(Trees.of("{" + left.formatted("") + "}"));
        assertThat(left("resource.k8s.io", "resourceclaims", "{" + status + "}", "{" + spec + "}", off))
                .isEqualTo(Trees.of("{" + left.formatted("'shareID':'s'") + "}"));
    }

    @Test
    void dropsFieldsOfTheValuesOfMaps() {
        assertThat(left(
                        "resource.k8s.io",
                        "resourceslices",
                        "{'spec':{'devices':[{'attributes':{'a':{'strings':['x']},'b':{'int':1}}}]}}",
                        null))
                .isEqualTo(Trees.of("{'spec':{'devices':[{'attributes':{'a':{},'b':{'int':1}}}]}}"));
    }
}
