package dev.carafe.kubernetes.controllermanager;

import dev.carafe.kubernetes.api.core.v1.ContainerState;
import dev.carafe.kubernetes.api.core.v1.ContainerStateTerminated;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** An API in memory, a controller manager, and a kubelet that makes every pod run and lets every deleted pod go. */
final class Cluster implements AutoCloseable {
    static final Duration WAIT = Duration.ofSeconds(30);

    final FakeApi api = new FakeApi();
    final Client client = api.client();
    private final ControllerManager manager;
    private final InformerFactory kubelet = new InformerFactory(client, Clock.system());
    private final AtomicInteger addresses = new AtomicInteger();
    private volatile Function<Pod, String> phases = _ -> "Running";
    private volatile Function<Pod, Integer> exitCodes = _ -> 0;

    Cluster() {
        api.given(CoreV1.NAMESPACES, new Namespace().withMetadata(new ObjectMeta().withName("default")));
        kubelet.informer(CoreV1.PODS).addHandler(ResourceHandler.ofAny(this::runPod));
        kubelet.start();
        manager = ControllerManager.start(Config.of("test", false, "PEM", "10.244.0.0/16"), client);
    }

    /** Says what becomes of pods that have a node: the phase they go to. */
    void phases(Function<Pod, String> phaseOf) {
        phases = phaseOf;
    }

    /** Says with what code the containers of pods that end do so. */
    void exitCodes(Function<Pod, Integer> codeOf) {
        exitCodes = codeOf;
    }

    private List<ContainerStatus> ended(Pod pod) {
        ContainerStateTerminated terminated = new ContainerStateTerminated()
                .withExitCode(exitCodes.apply(pod))
                .withFinishedAt(Instant.now());
        return pod.spec().containers().stream()
                .map(container -> new ContainerStatus()
                        .withName(container.name())
                        .withState(new ContainerState().withTerminated(terminated)))
                .toList();
    }

    private void runPod(Pod pod) {
        try {
            if (pod.metadata().hasDeletionTimestamp() && pod.status().phase().equals("Running")) {
                // As a kubelet: a pod that is ended says so before it goes.
                client.of(CoreV1.PODS)
                        .updateStatus(
                                pod.withStatus(pod.status().withPhase("Failed").withContainerStatuses(ended(pod))));
            } else if (pod.metadata().hasDeletionTimestamp()) {
                client.of(CoreV1.PODS)
                        .delete(pod.namespace(), pod.name(), new DeleteOptions(Struct.EMPTY).withGracePeriodSeconds(0));
            } else if (pod.spec().nodeName().isEmpty()) {
                Struct target = Struct.of("target", Struct.of("name", "node-1"));
                client.of(CoreV1.PODS).createSubresource(pod.namespace(), pod.name(), "binding", target);
            } else if (pod.status().phase().equals("Pending")) {
                String ip = "10.1.0." + addresses.incrementAndGet();
                String phase = phases.apply(pod);
                PodStatus status =
                        phase.equals("Running") ? pod.status() : pod.status().withContainerStatuses(ended(pod));
                client.of(CoreV1.PODS)
                        .updateStatus(pod.withStatus(status.withPhase(phase)
                                .withPodIP(ip)
                                .withPodIPs(List.of(new PodIP().withIp(ip)))
                                .withConditions(List.of(new PodCondition()
                                        .withType("Ready")
                                        .withStatus("True")
                                        .withLastTransitionTime(Instant.now())))));
            }
        } catch (StatusError e) {
            if (e.code() != 404 && e.code() != 409) {
                throw e;
            }
        }
    }

    /** Waits for a condition; fails with the state of things when it does not come. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not in time: " + what + "\n" + client.of(CoreV1.PODS).list(""));
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        manager.close();
        kubelet.close();
        api.close();
    }
}
