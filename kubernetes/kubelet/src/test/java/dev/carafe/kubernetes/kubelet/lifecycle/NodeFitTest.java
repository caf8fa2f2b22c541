package dev.carafe.kubernetes.kubelet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFitTest {
    private static final Node NODE = new Node(yaml("""
        metadata: {name: here, labels: {disk: ssd, cores: "8"}}
        spec: {taints: [{key: gone, effect: NoExecute}, {key: full, effect: NoSchedule}]}
        status: {allocatable: {cpu: "2", memory: 1Gi, ephemeral-storage: 1Gi, pods: "3", example.com/gpu: "1"}}
        """));

    /** Goal: what upstream's kubelet says, to the letter, since controllers and people read it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containers: [{resources: {requests: {cpu: 1900m}}}] | OutOfcpu"
                        + " | Node didn't have enough resource: cpu, requested: 1900, used: 500, capacity: 2000",
                "containers: [{resources: {requests: {memory: 2Gi}}}] | OutOfmemory | Node didn't have enough"
                        + " resource: memory, requested: 2147483648, used: 0, capacity: 1073741824",
                "containers: [{resources: {limits: {example.com/gpu: 2}}}] | OutOfexample.com/gpu"
                        + " | Node didn't have enough resource: example.com/gpu, requested: 2, used: 0, capacity: 1",
                "nodeSelector: {disk: hdd} | NodeAffinity"
                        + " | Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
                "nodeName: there | NodeName | Predicate NodeName failed: node(s) didn't match the requested node name",
                "containers: [{ports: [{hostPort: 80}]}] | NodePorts"
                        + " | Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
                "tolerations: [{key: other, operator: Exists}] | TaintToleration"
                        + " | Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
                "os: {name: windows} | PodOSNotSupported | Failed to admit pod as the OS field doesn't match node OS"
            })
    void whatDoesNotFitIsSaidInUpstreamsWords(String spec, String reason, String message) {
        String tolerant = spec.startsWith("tolerations") ? "" : "tolerations: [{key: gone, operator: Exists}]\n";
        assertThat(problem(tolerant + spec)).contains(new Admission.Rejected(reason, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodeSelector: {disk: ssd}",
                "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                        + " [{matchExpressions: [{key: disk, operator: DoesNotExist}]},"
                        + " {matchExpressions: [{key: cores, operator: Gt, values: ['4']}],"
                        + " matchFields: [{key: metadata.name, operator: In, values: [here]}]}]}}}",
                "containers: [{ports: [{hostPort: 80, protocol: UDP}]}]",
                "containers: [{ports: [{hostPort: 80, hostIP: 10.0.0.2}]}]",
                "containers: [{resources: {requests: {cpu: 1500m, example.org/elsewhere: 5}}}]",
            })
    void whatFitsIsTaken(String spec) {
        assertThat(problem("tolerations: [{key: gone, operator: Exists}]\n" + spec))
                .isEmpty();
    }

    @Test
    void aTermWithoutRequirementsMatchesNoNode() {
        assertThat(problem("tolerations: [{operator: Exists}]\n"
                        + "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                        + " {nodeSelectorTerms: [{}]}}}"))
                .isPresent();
    }

    @Test
    void morePodsThanTheNodeMayHaveAreRejected() {
        Pod small = pod("tolerations: [{operator: Exists}]");
        assertThat(NodeFit.problem(small, NODE, List.of(small, small, small)))
                .contains(new Admission.Rejected(
                        "OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3"));
    }

    @Test
    void initContainersCountOneByOneOnTopOfTheSidecarsBeforeThem() {
        assertThat(PodRequests.of(pod("""
            overhead: {cpu: 10m}
            initContainers:
            - {resources: {requests: {cpu: 700m}}}
            - {restartPolicy: Always, resources: {requests: {cpu: 100m}}}
            - {resources: {requests: {cpu: 650m}}}
            containers: [{resources: {requests: {cpu: 300m}}}, {resources: {limits: {cpu: 200m}}}]
            """))).containsEntry("cpu", 760L);
    }

    @Test
    void aStaticPodNeedsNoToleration() {
        Pod manifest = new Pod(yaml("metadata: {annotations: {kubernetes.io/config.source: file}}"));
        assertThat(NodeFit.problem(manifest, NODE, List.of())).isEmpty();
    }

    private static Optional<Admission.Rejected> problem(String spec) {
        Pod other = pod("""
            containers: [{resources: {requests: {cpu: 500m}}, ports: [{hostPort: 80, hostIP: 10.0.0.1}]}]
            """);
        return NodeFit.problem(pod(spec), NODE, List.of(other));
    }

    private static Pod pod(String spec) {
        return new Pod(Struct.of("metadata", Struct.of("name", "p"), "spec", yaml(spec)));
    }

    static Struct yaml(String text) {
        try {
            return (Struct) Yaml.decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedYamlException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
