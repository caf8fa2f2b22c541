package dev.carafe.kubernetes.kubelet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {
    private Optional<Node> known = Optional.of(node("old"));
    private Optional<Node> now = known;
    private final PodAdmission admission = new PodAdmission(new PodAdmission.Nodes() {
        @Override
        public Optional<Node> known() {
            return known;
        }

        @Override
        public Optional<Node> now() {
            return now;
        }
    });

    @Test
    void podsAreMeasuredAgainstThoseTakenBeforeUntilTheyEnd() {
        assertThat(admission.admit(pod("a", "600m"))).isInstanceOf(Admission.Admitted.class);
        assertThat(admission.admit(pod("b", "600m"))).isInstanceOf(Admission.Rejected.class);
        assertThat(admission.admit(pod("a", "600m")))
                .as("asked again about itself")
                .isInstanceOf(Admission.Admitted.class);
        admission.release("a");
        assertThat(admission.admit(pod("b", "600m"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void whatRunsAlreadyIsCountedButNotQuestioned() {
        admission.take(pod("running", "5"));
        assertThat(admission.admit(pod("new", "1m"))).isInstanceOf(Admission.Rejected.class);
    }

    @Test
    void aPodIsRejectedOnlyByWhatTheNodeSaysNow() {
        Pod wantsNew =
                pod("a", "1m").withSpec(pod("a", "1m").spec().withNodeSelector(java.util.Map.of("label", "new")));
        assertThat(admission.admit(wantsNew)).isInstanceOf(Admission.Rejected.class);
        now = Optional.of(node("new")); // its change has not been heard of yet
        assertThat(admission.admit(wantsNew)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void nothingIsDecidedBeforeTheNodeIsKnown() {
        known = Optional.empty();
        assertThat(admission.admit(pod("a", "1m"))).isInstanceOf(Admission.Later.class);
    }

    private static Node node(String label) {
        return new Node(NodeFitTest.yaml("{metadata: {name: here, labels: {label: " + label
                + "}}, status: {allocatable: {cpu: '1', pods: 9}}}"));
    }

    private static Pod pod(String uid, String cpu) {
        Struct spec = NodeFitTest.yaml("containers: [{name: c, resources: {requests: {cpu: " + cpu + "}}}]");
        return new Pod(Struct.of("metadata", Struct.of("name", uid, "uid", uid), "spec", spec));
    }
}
