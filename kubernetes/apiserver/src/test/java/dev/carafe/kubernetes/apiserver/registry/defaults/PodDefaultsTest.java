package dev.carafe.kubernetes.apiserver.registry.defaults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

final class PodDefaultsTest {
    private static final String POD = """
            {"metadata":{"name":"p"},"spec":{"serviceAccountName":"s","hostNetwork":true,
            "volumes":[{"name":"v"},{"name":"c","configMap":{"name":"m"}}],
            "initContainers":[{"name":"i","image":"i:1","ports":[{"containerPort":1}]}],
            "containers":[{"name":"a","image":"a","ports":[{"containerPort":80},{"containerPort":81,"protocol":"UDP"}],
            "env":[{"name":"e","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"f","value":"1"}],
            "livenessProbe":{"httpGet":{"port":80}},
            "resources":{"limits":{"cpu":"1000m","memory":"0.5Gi"},"requests":{"cpu":"10m"}}},{"name":"b","image":"b:1"}]}}
            """;

    @Test
    void fillsEveryContainerVolumeAndPort() throws Exception {
        Pod pod = PodDefaults.pod(new Pod(Json.decodeStruct(POD.getBytes(UTF_8))));
        var first = pod.spec().containers().getFirst();
        assertThat(first.imagePullPolicy()).isEqualTo("Always");
        assertThat(first.ports()).extracting(port -> port.protocol()).containsExactly("TCP", "UDP");
        assertThat(first.ports()).extracting(port -> port.hostPort()).containsExactly(80, 81);
        assertThat(first.env().getFirst().valueFrom().fieldRef().apiVersion()).isEqualTo("v1");
        assertThat(first.livenessProbe().periodSeconds()).isEqualTo(10);
        assertThat(Json.toString(first.resources().struct()))
                .isEqualTo("{\"limits\":{\"cpu\":\"1\",\"memory\":\"512Mi\"},"
                        + "\"requests\":{\"cpu\":\"10m\",\"memory\":\"512Mi\"}}");
        assertThat(pod.spec().containers().get(1).struct().struct("resources")).isEqualTo(Struct.EMPTY);
        assertThat(pod.spec().initContainers().getFirst().ports().getFirst().hostPort())
                .isEqualTo(1);
        assertThat(pod.spec().volumes().getFirst().hasEmptyDir()).isTrue();
        assertThat(pod.spec().volumes().get(1).configMap().defaultMode()).isEqualTo(0644);
        assertThat(pod.spec().serviceAccount()).isEqualTo("s");
    }

    /** A pod that is made of it gets them: which port of its node a container has is no matter of the template's. */
    @Test
    void leavesATemplateWithoutPortsOfItsHost() throws Exception {
        var template = PodDefaults.template(new PodTemplateSpec(Json.decodeStruct(POD.getBytes(UTF_8))));
        assertThat(template.spec().containers().getFirst().ports())
                .extracting(port -> port.protocol() + port.hostPort())
                .containsExactly("TCP0", "UDP0");
        assertThat(template.spec()
                        .initContainers()
                        .getFirst()
                        .ports()
                        .getFirst()
                        .hostPort())
                .isZero();
    }

    @Test
    void leavesWhatIsCompleteAsItIs() throws Exception {
        Pod complete = PodDefaults.pod(new Pod(Json.decodeStruct(POD.getBytes(UTF_8))));
        Pod again = PodDefaults.pod(complete);
        assertThat(again).isEqualTo(complete);
        assertThat(again.spec().struct().get("containers"))
                .isSameAs(complete.spec().struct().get("containers"));
    }

    /** What is taken for canonical without being read is so, and nothing else is. */
    @Test
    void quantitiesAreCanonicalWhicheverWayThatIsFound() {
        for (String suffix :
                new String[] {"", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "e3", "x"}) {
            for (String digits :
                    new String[] {"0", "00", "1", "01", "9", "10", "99", "100", "512", "999", "1000", "1024", ""}) {
                String text = digits + suffix;
                Struct list = Struct.of("memory", text);
                Struct canonical = ResourceListDefaults.canonical(Struct.of("limits", list), "limits");
                String expected = Quantity.parse(text)
                        .map(quantity -> ResourceListDefaults.rounded(quantity).toString())
                        .orElse(text);
                assertThat(canonical.struct("limits")).as(text).isEqualTo(Struct.of("memory", expected));
            }
        }
    }
}
