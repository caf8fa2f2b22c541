package dev.carafe.kubernetes.scheduler.framework;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.NodeAffinity;
import dev.carafe.kubernetes.api.core.v1.NodeSelector;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.PodAntiAffinity;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.scheduler.Pods;
import dev.carafe.kubernetes.scheduler.plugins.DefaultPlugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulingAlgorithmTest {
    private static final Plugin.Bind NO_BINDER = new Plugin.Bind() {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public void bind(PodInfo pod, String node) {}
    };

    private final Framework framework = DefaultPlugins.framework(NO_BINDER, _ -> Map.of());
    private final SchedulingAlgorithm algorithm = new SchedulingAlgorithm(framework, new SplittableRandom(1));

    @Test
    void messageCountsReasonsAsUpstreamDoes() {
        NodeInfo small = Pods.nodeInfo("small", 1, 1024);
        NodeInfo tainted = Pods.nodeInfo("tainted", 8, 8192);
        tainted.setNode(tainted.node()
                .withSpec(tainted.node()
                        .spec()
                        .withTaints(List.of(new Taint().withKey("k").withEffect("NoSchedule")))));
        NodeInfo cordoned = Pods.nodeInfo("cordoned", 8, 8192);
        cordoned.setNode(cordoned.node().withSpec(cordoned.node().spec().withUnschedulable(true)));
        assertThat(failure(Pods.info("p", 2000, 2048), List.of(small, tainted, cordoned)))
                .isEqualTo("0/3 nodes are available: 1 Insufficient cpu, 1 Insufficient memory,"
                        + " 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. preemption: 0/3 nodes"
                        + " are available: 3 Preemption is not helpful for scheduling.");
        assertThat(failure(Pods.info("p", 1, 1), List.of())).isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void nodesThatWereNeverLookedAtAreCountedToo() {
        List<NodeInfo> nodes = List.of(Pods.nodeInfo("a", 1, 1024), Pods.nodeInfo("b", 1, 1024));
        assertThat(failure(onNode("c", 1), nodes))
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/2"
                        + " nodes are available: 2 Preemption is not helpful for scheduling.");
        assertThat(failure(onNode("a", 2000), nodes))
                .isEqualTo("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s)"
                        + " [NodeAffinity]. preemption: 0/2 nodes are available: 2 Preemption is not helpful for"
                        + " scheduling.");
    }

    private static PodInfo onNode(String name, long cpuMillis) {
        Pod pod = Pods.pod("p", cpuMillis, 1);
        NodeSelectorTerm term = new NodeSelectorTerm()
                .withMatchFields(List.of(new NodeSelectorRequirement()
                        .withKey("metadata.name")
                        .withOperator("In")
                        .withValues(List.of(name))));
        return new PodInfo(pod.withSpec(pod.spec()
                .withAffinity(new Affinity()
                        .withNodeAffinity(new NodeAffinity()
                                .withRequiredDuringSchedulingIgnoredDuringExecution(
                                        new NodeSelector().withNodeSelectorTerms(List.of(term)))))));
    }

    @Test
    void saysWhetherEvictingOthersWouldHelp() {
        NodeInfo full = Pods.nodeInfo("full", 1, 1024);
        full.add(new PodInfo(withPriority(Pods.pod("low", 800, 1), 10)));
        assertThat(failure(new PodInfo(withPriority(Pods.pod("equal", 400, 1), 10)), List.of(full)))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available:"
                        + " 1 No preemption victims found for incoming pod.");
        Pod high = withPriority(Pods.pod("high", 400, 1), 11);
        assertThat(failure(new PodInfo(high), List.of(full))).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
        Pod peaceful = high.withSpec(high.spec().withPreemptionPolicy("Never"));
        assertThat(failure(new PodInfo(peaceful), List.of(full)))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu."
                        + " preemption: not eligible due to preemptionPolicy=Never.");
    }

    private static Pod withPriority(Pod pod, int priority) {
        return pod.withSpec(pod.spec().withPriority(priority));
    }

    @Test
    void tolerationBearsTheTaintThatItNames() {
        NodeInfo tainted = Pods.nodeInfo("tainted", 8, 8192);
        tainted.setNode(tainted.node()
                .withSpec(tainted.node()
                        .spec()
                        .withTaints(List.of(
                                new Taint().withKey("dedicated").withValue("db").withEffect("NoSchedule")))));
        Pod pod = Pods.pod("p", 1, 1);
        Toleration toleration = new Toleration().withKey("dedicated").withValue("db");
        assertThat(found(new PodInfo(pod.withSpec(pod.spec().withTolerations(List.of(toleration)))), List.of(tainted)))
                .isEqualTo("tainted");
        assertThat(failure(
                        new PodInfo(
                                pod.withSpec(pod.spec().withTolerations(List.of(toleration.withEffect("NoExecute"))))),
                        List.of(tainted)))
                .contains("untolerated taint");
    }

    @Test
    void nodeSelectorAndHostPortsAreHeeded() {
        NodeInfo a = Pods.nodeInfo("a", 8, 8192);
        NodeInfo b = Pods.nodeInfo("b", 8, 8192);
        Pod pod = Pods.pod("p", 1, 1);
        PodInfo onB = new PodInfo(pod.withSpec(pod.spec().withNodeSelector(Map.of("kubernetes.io/hostname", "b"))));
        assertThat(found(onB, List.of(a, b))).isEqualTo("b");
        Pod withPort = pod.withSpec(pod.spec()
                .withContainers(List.of(pod.spec()
                        .containers()
                        .getFirst()
                        .withPorts(List.of(new ContainerPort().withHostPort(80).withContainerPort(80))))));
        a.add(new PodInfo(withPort));
        PodInfo second = new PodInfo(
                withPort.withMetadata(withPort.metadata().withName("q").withUid("uid-q")));
        assertThat(found(second, List.of(a, b))).isEqualTo("b");
        assertThat(failure(second, List.of(a))).contains("didn't have free ports for the requested pod ports");
    }

    @Test
    void antiAffinityHoldsForBothSides() {
        NodeInfo a = Pods.nodeInfo("a", 8, 8192);
        NodeInfo b = Pods.nodeInfo("b", 8, 8192);
        Pod plain = labelled(Pods.pod("plain", 1, 1));
        Pod shy = labelled(Pods.pod("shy", 1, 1));
        shy = shy.withSpec(shy.spec()
                .withAffinity(new Affinity()
                        .withPodAntiAffinity(new PodAntiAffinity()
                                .withRequiredDuringSchedulingIgnoredDuringExecution(List.of(new PodAffinityTerm()
                                        .withTopologyKey("kubernetes.io/hostname")
                                        .withLabelSelector(
                                                new LabelSelector().withMatchLabels(Map.of("app", "web"))))))));
        a.add(new PodInfo(shy));
        assertThat(found(new PodInfo(plain), List.of(a, b))).isEqualTo("b");
        assertThat(failure(new PodInfo(plain), List.of(a)))
                .contains("1 node(s) didn't satisfy existing pods anti-affinity rules");
        NodeInfo c = Pods.nodeInfo("c", 8, 8192);
        c.add(new PodInfo(plain));
        assertThat(failure(new PodInfo(shy), List.of(c))).contains("1 node(s) didn't match pod anti-affinity rules");
    }

    /** Goal: no node is ever given more than it has, and no pod is refused that a naive search could place. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void fillsNodesExactlyAsFarAsANaiveSearch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<NodeInfo> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nodes.add(Pods.nodeInfo("n" + i, 1 + random.nextInt(4), 1024L * (1 + random.nextInt(4))));
        }
        for (int i = 0; i < 300; i++) {
            PodInfo pod = Pods.info("p" + i, random.nextInt(900), random.nextInt(900));
            boolean naive = nodes.stream().anyMatch(node -> hasRoom(node, pod));
            switch (algorithm.schedule(pod, nodes)) {
                case SchedulingAlgorithm.Result.Found(String name, CycleState _) -> {
                    NodeInfo node = nodes.stream()
                            .filter(candidate -> candidate.name().equals(name))
                            .findFirst()
                            .orElseThrow();
                    assertThat(hasRoom(node, pod)).as("seed %d pod %d", seed, i).isTrue();
                    node.add(pod);
                }
                case SchedulingAlgorithm.Result.NoFit _ ->
                    assertThat(naive).as("seed %d pod %d", seed, i).isFalse();
            }
        }
    }

    private static boolean hasRoom(NodeInfo node, PodInfo pod) {
        long cpu = node.pods().stream()
                .mapToLong(other -> other.requests().milliCpu())
                .sum();
        long memory = node.pods().stream()
                .mapToLong(other -> other.requests().memoryBytes())
                .sum();
        return node.podCount() < 10
                && cpu + pod.requests().milliCpu() <= node.allocatable().milliCpu()
                && memory + pod.requests().memoryBytes() <= node.allocatable().memoryBytes();
    }

    private static Pod labelled(Pod pod) {
        return pod.withMetadata(pod.metadata().withLabels(Map.of("app", "web")));
    }

    private String found(PodInfo pod, List<NodeInfo> nodes) {
        return algorithm.schedule(pod, nodes) instanceof SchedulingAlgorithm.Result.Found found ? found.node() : "";
    }

    private String failure(PodInfo pod, List<NodeInfo> nodes) {
        return algorithm.schedule(pod, nodes) instanceof SchedulingAlgorithm.Result.NoFit noFit
                ? noFit.error().message()
                : "";
    }
}
