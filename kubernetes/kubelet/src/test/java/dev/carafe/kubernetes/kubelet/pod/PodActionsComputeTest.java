package dev.carafe.kubernetes.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodActionsComputeTest {
    private static final String SPEC = """
            metadata: {name: p, namespace: n, uid: u}
            spec:
              initContainers: [{name: first, image: i}, {name: side, image: i, restartPolicy: Always}, {name: second, image: i}]
              containers: [{name: a, image: i}, {name: b, image: i}]
            """;

    private final SimulatedRuntime runtime = new SimulatedRuntime();

    @Test
    void beginsWithASandboxAndTheFirstInitContainer() {
        PodActions actions = compute(pod("Always"));
        assertThat(actions.createSandbox()).isTrue();
        assertThat(actions.attempt()).isZero();
        assertThat(started(actions)).containsExactly("first");
    }

    @Test
    void runsInitContainersInOrderAndKeepsSidecars() {
        Pod pod = pod("Always");
        runtime.carryOut(compute(pod));
        assertThat(compute(pod).isEmpty()).as("while the first runs").isTrue();
        runtime.exit("first", 0);
        assertThat(started(runtime.carryOut(compute(pod)))).containsExactly("side");
        assertThat(started(runtime.carryOut(compute(pod)))).containsExactly("second");
        runtime.exit("side", 1);
        assertThat(started(runtime.carryOut(compute(pod))))
                .as("restarted before the next")
                .containsExactly("side");
        runtime.exit("second", 0);
        assertThat(started(runtime.carryOut(compute(pod)))).containsExactly("a", "b");
        assertThat(compute(pod).isEmpty()).isTrue();
        runtime.exit("side", 0);
        assertThat(started(runtime.carryOut(compute(pod)))).containsExactly("side");
    }

    @Test
    void aSidecarHoldsBackTheNextUntilItHasStarted() {
        Pod pod = pod("Always");
        runtime.carryOut(compute(pod));
        runtime.exit("first", 0);
        runtime.carryOut(compute(pod));
        runtime.starting("side");
        assertThat(compute(pod).isEmpty()).isTrue();
        runtime.failStartup("side");
        PodActions actions = compute(pod);
        assertThat(actions.kills())
                .singleElement()
                .satisfies(kill ->
                        assertThat(kill.message()).isEqualTo("Container side failed startup probe, will be restarted"));
        assertThat(started(actions)).containsExactly("side");
    }

    @Test
    void aFailedInitContainerEndsAPodThatIsNeverRestarted() {
        Pod pod = pod("Never");
        runtime.carryOut(compute(pod));
        runtime.exit("first", 1);
        assertThat(compute(pod).killPod()).isTrue();
        runtime.carryOut(compute(pod));
        assertThat(compute(pod).isEmpty()).as("stays ended").isTrue();
    }

    @Test
    void restartsByPolicyAndWithCounts() {
        for (String policy : List.of("Always", "OnFailure", "Never")) {
            SimulatedRuntime of = new SimulatedRuntime();
            Pod pod = pod(policy);
            of.runUntilOrdinary(pod);
            of.exit("a", 0);
            of.exit("b", 2);
            PodActions actions = of.compute(pod);
            switch (policy) {
                case "Always" -> assertThat(started(actions)).containsExactly("a", "b");
                case "OnFailure" -> assertThat(started(actions)).containsExactly("b");
                default ->
                    assertThat(actions).as("all done: the sidecar goes too").isEqualTo(PodActions.KILL);
            }
            actions.starts().forEach(start -> assertThat(start.restartCount()).isEqualTo(1));
        }
    }

    @Test
    void waitsAfterACrash() {
        Pod pod = pod("Always");
        runtime.runUntilOrdinary(pod);
        runtime.exit("a", 1);
        runtime.backOff("a", Duration.ofSeconds(7));
        PodActions actions = compute(pod);
        assertThat(actions.starts()).isEmpty();
        assertThat(actions.backOffs())
                .singleElement()
                .satisfies(backOff -> assertThat(backOff.remaining()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void replacesAContainerWhoseImageChanged() {
        Pod pod = pod("Always");
        runtime.runUntilOrdinary(pod);
        List<Container> changed = pod.spec().containers().stream()
                .map(container -> container.name().equals("b") ? container.withImage("j") : container)
                .toList();
        PodActions actions = compute(pod.withSpec(pod.spec().withContainers(changed)));
        assertThat(actions.kills())
                .singleElement()
                .satisfies(kill ->
                        assertThat(kill.message()).isEqualTo("Container b definition changed, will be restarted"));
        assertThat(started(actions)).containsExactly("b");
    }

    @Test
    void aLostSandboxIsReplacedAndInitContainersRunAgain() {
        Pod pod = pod("Always");
        runtime.runUntilOrdinary(pod);
        runtime.loseSandbox();
        PodActions actions = compute(pod);
        assertThat(actions.createSandbox()).isTrue();
        assertThat(actions.attempt()).isEqualTo(1);
        assertThat(started(actions)).containsExactly("first");
    }

    /** Whatever dies in whatever order: order is kept, nothing runs twice, and quiet brings everything up. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void bringsAPodUpThroughAnyFaults(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pod pod = pod("Always");
        for (int i = 0; i < 500; i++) {
            runtime.carryOut(compute(pod));
            RuntimePod now = runtime.pod();
            assertThat(now.sandboxes().stream().filter(sandbox -> sandbox.ready()))
                    .as("seed %d step %d", seed, i)
                    .hasSizeLessThanOrEqualTo(1);
            boolean ordinary = runtime.running("a") || runtime.running("b");
            if (ordinary) {
                assertThat(runtime.succeededInSandbox("first") && runtime.succeededInSandbox("second"))
                        .as("seed %d step %d: initialised", seed, i)
                        .isTrue();
            }
            for (String name : List.of("first", "side", "second", "a", "b")) {
                assertThat(runtime.runningCount(name))
                        .as("seed %d step %d %s", seed, i, name)
                        .isLessThanOrEqualTo(1);
            }
            runtime.fault(random);
        }
        for (int i = 0; i < 20; i++) {
            runtime.carryOut(compute(pod));
            runtime.exitIfRunning("first");
            runtime.exitIfRunning("second");
        }
        assertThat(compute(pod).isEmpty()).as("seed %d", seed).isTrue();
        assertThat(runtime.running("a") && runtime.running("b") && runtime.running("side"))
                .as("seed %d", seed)
                .isTrue();
    }

    private PodActions compute(Pod pod) {
        return runtime.compute(pod);
    }

    private static List<String> started(PodActions actions) {
        return actions.starts().stream().map(start -> start.container().name()).toList();
    }

    private static Pod pod(String restartPolicy) {
        try {
            Pod pod = new Pod((Struct) Yaml.decode(SPEC.getBytes(StandardCharsets.UTF_8)));
            return pod.withSpec(pod.spec().withRestartPolicy(restartPolicy));
        } catch (MalformedYamlException e) {
            throw new IllegalStateException(e);
        }
    }
}
