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

/** What a runtime would report of a pod if it ran: init containers ended well, all others running. Pure. */
final class SimulatedPod {
    private SimulatedPod() {}

    static RuntimePod running(Pod pod, String ip, Instant since) {
        String uid = pod.metadata().uid();
        List<RuntimeContainer> containers = new ArrayList<>();
        for (Container init : pod.spec().initContainers()) {
            containers.add(container(uid, init, PodResources.isSidecar(init), since));
        }
        for (Container container : pod.spec().containers()) {
            containers.add(container(uid, container, true, since));
        }
        RuntimeSandbox sandbox =
                new RuntimeSandbox(uid, 0, true, since, pod.spec().hostNetwork(), List.of(ip));
        return new RuntimePod(uid, pod.metadata().namespace(), pod.metadata().name(), List.of(sandbox), containers);
    }

    private static RuntimeContainer container(String uid, Container container, boolean runs, Instant since) {
        return new RuntimeContainer(
                uid + "-" + container.name(),
                uid,
                container.name(),
                0,
                runs ? RuntimeContainer.State.RUNNING : RuntimeContainer.State.EXITED,
                container.image(),
                container.image(),
                ContainerHash.of(container),
                since,
                since,
                runs ? Instant.EPOCH : since,
                0,
                "",
                "",
                "",
                0,
                Optional.empty());
    }
}
