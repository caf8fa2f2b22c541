package dev.carafe.kubernetes.apiserver.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

final class PodWarningsTest {
    private static Struct struct(String json) throws Exception {
        return Json.decodeStruct(json.getBytes(UTF_8));
    }

    @Test
    void aPodIsWarnedOfWhatItSaysTwiceOrInVain() throws Exception {
        Pod pod = new Pod(struct("""
                {"metadata":{"name":"p","annotations":{"security.alpha.kubernetes.io/sysctls":""}},
                "spec":{"terminationGracePeriodSeconds":-1,
                "hostAliases":[{"ip":"192.0.2.1"},{"ip":"192.0.2.1"}],
                "imagePullSecrets":[{"name":"a"},{"name":"a"},{}],
                "topologySpreadConstraints":[{"topologyKey":"zone"}],
                "affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone"}]}},
                "volumes":[{"name":"v","rbd":{}}],
                "initContainers":[{"name":"i","ports":[{"name":"x","containerPort":1}]}],
                "containers":[{"name":"c","ports":[{"name":"x","containerPort":2}],
                "resources":{"limits":{"memory":"100m"}},
                "env":[{"name":"A","value":"1"},{"name":"A","value":"$(A)2"},{"name":"A","value":"3"}]}]}}
                """));
        assertThat(PodWarnings.pod(pod))
                .containsExactly(
                        "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
                        "metadata.annotations[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the"
                                + " \"sysctls\" field instead",
                        "spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+",
                        "spec.hostAliases[1].ip: duplicate ip \"192.0.2.1\"",
                        "spec.imagePullSecrets[1].name: duplicate name \"a\"",
                        "spec.imagePullSecrets[2].name: invalid empty name \"\"",
                        "spec.containers[0].resources.limits[memory]: fractional byte value \"100m\" is invalid, must be an"
                                + " integer",
                        "spec.containers[0].env[2]: hides previous definition of \"A\", which may be dropped when using"
                                + " apply",
                        "spec.containers[0].ports[0]: duplicate port name \"x\" with spec.initContainers[0].ports[0],"
                                + " services and probes that select ports by name will use"
                                + " spec.initContainers[0].ports[0]",
                        "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated"
                                + " as 1",
                        "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null"
                                + " labelSelector results in matching no pod");
    }

    @Test
    void aTemplateIsWarnedOfWhereItStands() throws Exception {
        PodTemplateSpec template =
                new PodTemplateSpec(struct("{\"spec\":{\"nodeSelector\":{\"beta.kubernetes.io/os\":\"linux\"}}}"));
        assertThat(PodWarnings.template(template))
                .containsExactly("spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use"
                        + " \"kubernetes.io/os\" instead");
    }

    @Test
    void portsThatAreGivenTwice() throws Exception {
        Pod pod = new Pod(struct("""
                {"metadata":{"name":"p"},"spec":{"containers":[
                {"name":"c","ports":[{"containerPort":80,"protocol":"TCP","hostPort":80},
                {"containerPort":80,"protocol":"TCP","hostPort":80},{"containerPort":80,"protocol":"TCP"},
                {"containerPort":80,"protocol":"TCP","hostPort":80,"hostIP":"1.2.3.4"}]},
                {"name":"d","ports":[{"containerPort":90,"protocol":"TCP","hostIP":"1.2.3.4"}]}]}}
                """));
        String first = "spec.containers[0].ports[0]";
        assertThat(PodWarnings.pod(pod))
                .containsExactly(
                        "spec.containers[0].ports[1]: duplicate port definition with " + first,
                        "spec.containers[0].ports[2]: overlapping port definition with " + first,
                        "spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[1]",
                        "spec.containers[0].ports[3]: dangerously ambiguous port definition with " + first,
                        "spec.containers[0].ports[3]: dangerously ambiguous port definition with"
                                + " spec.containers[0].ports[1]",
                        "spec.containers[0].ports[3]: overlapping port definition with spec.containers[0].ports[2]",
                        "spec.containers[1].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:90"
                                + " Protocol:TCP HostIP:1.2.3.4}");
    }

    @Test
    void filesThatLieOnEachOther() throws Exception {
        Pod pod = new Pod(struct("""
                {"metadata":{"name":"p"},"spec":{"volumes":[
                {"name":"v","projected":{"sources":[{"configMap":{"name":"a","items":[{"key":"k","path":"p/q"}]}},
                {"secret":{"name":"b","items":[{"key":"k","path":"p/"}]}},{"serviceAccountToken":{"path":"pq"}},{}]}},
                {"name":"w","secret":{"secretName":"s","items":[{"key":"a","path":"x"},{"key":"b","path":"x"}]}}]}}
                """));
        assertThat(PodWarnings.pod(pod))
                .containsExactlyInAnyOrder(
                        "volume \"v\" (Projected) has no sources provided",
                        "volume \"v\" (Projected): overlapping paths: \"p\" (Secret \"b\") with \"p/q\" (ConfigMap \"a\")",
                        "volume \"w\" (Secret \"s\"): overlapping paths: \"x\" with \"x\"");
    }

    @Test
    void namesAndAddressesThatNotEverybodyReadsAlike() throws Exception {
        Pod pod = new Pod(struct("""
                {"metadata":{"name":"a.b"},"spec":{"dnsConfig":{"nameservers":["FD00::1","fd00::1"]},
                "hostAliases":[{"ip":"010.1.2.3"}]}}
                """));
        assertThat(PodWarnings.pod(pod))
                .containsExactly(
                        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS"
                                + " label is recommended: [must not contain dots]",
                        "spec.dnsConfig.nameservers[0]: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format"
                                + " (\"fd00::1\")",
                        "spec.hostAliases[0].ip: non-standard IP address \"010.1.2.3\" is invalid: use \"10.1.2.3\"");
    }
}
