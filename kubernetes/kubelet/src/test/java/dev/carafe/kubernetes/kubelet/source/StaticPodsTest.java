package dev.carafe.kubernetes.kubelet.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticPodsTest {
    private static final String WEB = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec: {containers: [{name: c, image: "registry.example/web:1", ports: [{containerPort: 80}]}]}
            """;

    private final StaticPods pods = new StaticPods("file", "Node-1");

    @Test
    void aManifestBecomesAPodOfThisNode() throws Exception {
        Pod web = parse(WEB).getFirst();
        assertThat(web.metadata().name()).isEqualTo("web-node-1");
        assertThat(web.metadata().namespace()).isEqualTo("default");
        assertThat(web.spec().nodeName()).isEqualTo("Node-1");
        assertThat(web.metadata().annotations())
                .containsEntry("kubernetes.io/config.source", "file")
                .containsEntry("kubernetes.io/config.hash", web.metadata().uid());
        assertThat(web.spec().restartPolicy()).isEqualTo("Always");
        assertThat(web.spec().containers().getFirst().imagePullPolicy()).isEqualTo("IfNotPresent");
        assertThat(web.spec().containers().getFirst().ports().getFirst().protocol())
                .isEqualTo("TCP");
        assertThat(web.spec().tolerations())
                .anySatisfy(toleration -> assertThat(toleration.effect()).isEqualTo("NoExecute"));
    }

    @Test
    void aChangedManifestIsAnotherPodAndTheSameOneIsNot() throws Exception {
        String uid = parse(WEB).getFirst().metadata().uid();
        assertThat(parse(WEB).getFirst().metadata().uid()).isEqualTo(uid);
        assertThat(parse(WEB.replace("web:1", "web:2")).getFirst().metadata().uid())
                .isNotEqualTo(uid);
        assertThat(new StaticPods("file", "node-2")
                        .parse(WEB.getBytes(StandardCharsets.UTF_8), "place")
                        .getFirst()
                        .metadata()
                        .uid())
                .isNotEqualTo(uid);
    }

    @Test
    void portsOfAPodOnTheMachinesNetworkAreTheMachines() throws Exception {
        Pod web = parse(WEB.replace("spec: {", "spec: {hostNetwork: true, ")).getFirst();
        assertThat(web.spec().containers().getFirst().ports().getFirst().hostPort())
                .isEqualTo(80);
    }

    @Test
    void aListHoldsSeveral() throws Exception {
        String item = "{metadata: {name: %s, namespace: n}, spec: {containers: [{name: c, image: i}]}}";
        assertThat(parse("{kind: PodList, items: [" + item.formatted("a") + ", " + item.formatted("b") + "]}"))
                .extracting(pod -> pod.metadata().name())
                .containsExactly("a-node-1", "b-node-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{kind: Service, metadata: {name: a}}",
                "{kind: Pod, metadata: {name: a}}",
                "{kind: Pod, spec: {containers: [{}]}}",
                "{kind: PodList, items: [7]}",
                "a: [b"
            })
    void whatIsNoPodIsRefusedWithItsPlace(String manifest) {
        assertThatThrownBy(() -> parse(manifest))
                .isInstanceOf(StaticPods.BadManifestException.class)
                .hasMessageStartingWith("place: ");
    }

    private List<Pod> parse(String manifest) throws StaticPods.BadManifestException {
        return pods.parse(manifest.getBytes(StandardCharsets.UTF_8), "place");
    }
}
