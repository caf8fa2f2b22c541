package dev.carafe.kubernetes.kubelet.simulated;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.ContainerHash;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a runtime would report of a pod if it ran. Pure. */
final class SimulatedPod {
    private SimulatedPod() {}

    /** Whether a pod is not meant to run for ever. */
    static boolean endsByItself(Pod pod) {
        String policy = pod.spec().restartPolicy();
        return policy.equals("Never") || policy.equals("OnFailure");
    }

    /** When its containers were said to have started, if they were. */
    static Optional<Instant> startedAt(Pod pod) {
        return pod.status().containerStatuses().stream()
                .flatMap(status -> status.state().running().startedAt().stream())
                .findFirst();
    }

    /** Init containers ended well, all others running. */
    static RuntimePod running(Pod pod, String ip, Instant since) {
        return make(pod, ip, since, Optional.empty());
    }

    /** All containers ended well. */
    static RuntimePod ended(Pod pod, String ip, Instant since, Instant now) {
        return make(pod, ip, since, Optional.of(now));
    }

    private static RuntimePod make(Pod pod, String ip, Instant since, Optional<Instant> ended) {
        String uid = pod.metadata().uid();
        List<RuntimeContainer> containers = new ArrayList<>();
        for (Container init : pod.spec().initContainers()) {
            containers.add(container(uid, init, since, PodResources.isSidecar(init) ? ended : Optional.of(since)));
        }
        for (Container container : pod.spec().containers()) {
            containers.add(container(uid, container, since, ended));
        }
        RuntimeSandbox sandbox =
                new RuntimeSandbox(uid, 0, ended.isEmpty(), since, pod.spec().hostNetwork(), List.of(ip));
        return new RuntimePod(uid, pod.metadata().namespace(), pod.metadata().name(), List.of(sandbox), containers);
    }

    private static RuntimeContainer container(String uid, Container container, Instant since, Optional<Instant> ended) {
        return new RuntimeContainer(
                uid + "-" + container.name(),
                uid,
                container.name(),
                0,
                ended.isEmpty() ? RuntimeContainer.State.RUNNING : RuntimeContainer.State.EXITED,
                container.image(),
                container.image(),
                ContainerHash.of(container),
                since,
                since,
                ended.orElse(Instant.EPOCH),
                0,
                "",
                "",
                "",
                0,
                Optional.empty());
    }
}
