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
}
