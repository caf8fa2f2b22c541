package dev.carafe.kubernetes.kubelet.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer.State;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodStatusMakerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

    @Test
    void aPodThatIsNotYetThereIsPendingAndSaysWhatItWaitsFor() {
        PodStatus status = make(pod("Always"), List.of(), Map.of(), false);
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.initContainerStatuses().getFirst().state().waiting().reason())
                .isEqualTo("PodInitializing");
        assertThat(condition(status, "Initialized").reason()).isEqualTo("ContainersNotInitialized");
        assertThat(condition(status, "Initialized").message()).isEqualTo("containers with incomplete status: [init]");
        assertThat(condition(status, "ContainersReady").message()).isEqualTo("containers with unready status: [a b]");
        assertThat(condition(status, "PodScheduled").status()).isEqualTo("True");
        assertThat(status.conditions())
                .extracting(PodCondition::type)
                .containsExactly(
                        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
    }

    @Test
    void phaseFollowsPolicyOnceContainersEnded() {
        RuntimeContainer init = container("init", State.EXITED, 0, 0);
        List<RuntimeContainer> bothWell =
                List.of(init, container("a", State.EXITED, 0, 0), container("b", State.EXITED, 0, 0));
        List<RuntimeContainer> oneBad =
                List.of(init, container("a", State.EXITED, 0, 0), container("b", State.EXITED, 1, 0));
        List<RuntimeContainer> oneRuns =
                List.of(init, container("a", State.RUNNING, 0, 0), container("b", State.EXITED, 1, 0));
        assertThat(phase("Always", bothWell)).isEqualTo("Running");
        assertThat(phase("OnFailure", bothWell)).isEqualTo("Succeeded");
        assertThat(phase("Never", bothWell)).isEqualTo("Succeeded");
        assertThat(phase("OnFailure", oneBad)).isEqualTo("Running");
        assertThat(phase("Never", oneBad)).isEqualTo("Failed");
        assertThat(phase("Never", oneRuns)).isEqualTo("Running");
        assertThat(phase("Never", List.of(container("init", State.EXITED, 1, 0))))
                .isEqualTo("Failed");
        assertThat(phase("Always", List.of(container("init", State.EXITED, 1, 0))))
                .isEqualTo("Pending");
    }

    @Test
    void aPodThatHasEndedNeverComesBack() {
        Pod pod = pod("Never");
        Pod failed = pod.withStatus(new PodStatus(Struct.of("phase", "Failed")));
        assertThat(make(failed, List.of(container("a", State.RUNNING, 0, 0)), Map.of(), false)
                        .phase())
                .isEqualTo("Failed");
    }

    @Test
    void anEndIsNotToldWhileContainersRun() {
        PodStatus running = new PodStatus(Struct.of("phase", "Running"));
        PodStatus failed =
                running.withPhase("Failed").withReason("DeadlineExceeded").withMessage("too long");
        assertThat(PodStatusMaker.whileContainersRun(running, failed)).isEqualTo(running);
        assertThat(PodStatusMaker.whileContainersRun(new PodStatus(Struct.EMPTY), failed)
                        .phase())
                .isEqualTo("Pending");
        assertThat(PodStatusMaker.whileContainersRun(running.withReason("Old"), failed))
                .isEqualTo(running.withReason("Old"));
        assertThat(PodStatusMaker.whileContainersRun(failed, failed)).isEqualTo(failed);
        assertThat(PodStatusMaker.whileContainersRun(failed, running)).isEqualTo(running);
    }

    @Test
    void aCrashedContainerWaitsAndItsEndIsItsLastState() {
        List<RuntimeContainer> containers = List.of(
                container("a", State.EXITED, 3, 2),
                container("b", State.RUNNING, 0, 0),
                container("init", State.EXITED, 0, 0));
        PodStatus status = make(
                pod("Always"),
                containers,
                Map.of("a", new PodObservation.Waiting("CrashLoopBackOff", "back-off")),
                false);
        var a = status.containerStatuses().getFirst();
        assertThat(a.state().waiting().reason()).isEqualTo("CrashLoopBackOff");
        assertThat(a.lastState().terminated().exitCode()).isEqualTo(3);
        assertThat(a.lastState().terminated().reason()).isEqualTo("Error");
        assertThat(a.restartCount()).isEqualTo(2);
        assertThat(status.phase()).isEqualTo("Running");
    }

    @Test
    void timesOfChangeAndOthersConditionsAreKept() {
        Pod pod = pod("Always");
        PodStatus first = make(pod, List.of(), Map.of(), false);
        PodCondition foreign = new PodCondition(Struct.of("type", "example.com/gate", "status", "True"));
        List<PodCondition> conditions = new java.util.ArrayList<>(first.conditions());
        conditions.add(foreign);
        PodStatus again = PodStatusMaker.make(new PodObservation(
                pod.withStatus(first.withConditions(conditions)),
                RuntimePod.none("u", "n", "p"),
                Map.of(),
                PROBES,
                List.of("192.0.2.1"),
                "containerd",
                false,
                NOW.plusSeconds(60)));
        assertThat(again).isEqualTo(first.withConditions(conditions));
        assertThat(StatusMerge.onto(new PodStatus(Struct.EMPTY).withConditions(List.of(foreign)), first)
                        .conditions())
                .contains(foreign)
                .hasSize(6);
    }

    private static final PodObservation.Probes PROBES = new PodObservation.Probes() {
        @Override
        public boolean started(Container container, String containerId) {
            return true;
        }

        @Override
        public boolean ready(Container container, String containerId) {
            return true;
        }
    };

    private static String phase(String policy, List<RuntimeContainer> containers) {
        return make(pod(policy), containers, Map.of(), false).phase();
    }

    private static PodStatus make(
            Pod pod, List<RuntimeContainer> containers, Map<String, PodObservation.Waiting> waiting, boolean terminal) {
        List<RuntimeSandbox> sandboxes = containers.isEmpty()
                ? List.of()
                : List.of(new RuntimeSandbox("s", 0, true, NOW, false, List.of("10.0.0.7")));
        return PodStatusMaker.make(new PodObservation(
                pod,
                new RuntimePod("u", "n", "p", sandboxes, containers),
                waiting,
                PROBES,
                List.of("192.0.2.1"),
                "containerd",
                terminal,
                NOW));
    }

    private static RuntimeContainer container(String name, State state, int exitCode, int restarts) {
        return new RuntimeContainer(
                name + restarts,
                "s",
                name,
                restarts,
                state,
                "i",
                "i",
                "",
                NOW.minusSeconds(5),
                NOW.minusSeconds(5),
                NOW,
                exitCode,
                "",
                "",
                "",
                30,
                Optional.empty());
    }

    private static PodCondition condition(PodStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Pod pod(String restartPolicy) {
        try {
            Pod pod = new Pod((Struct) Yaml.decode("""
                    metadata: {name: p, namespace: n, uid: u}
                    spec:
                      initContainers: [{name: init, image: i}]
                      containers: [{name: a, image: i}, {name: b, image: i}]
                    """.getBytes(StandardCharsets.UTF_8)));
            return pod.withSpec(pod.spec().withRestartPolicy(restartPolicy));
        } catch (MalformedYamlException e) {
            throw new IllegalStateException(e);
        }
    }
}
