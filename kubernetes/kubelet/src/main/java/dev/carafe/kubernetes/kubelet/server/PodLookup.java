package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds what a path names: pods among those of this node, their sandboxes and containers in the runtime. */
final class PodLookup {
    private final Supplier<? extends Collection<Pod>> pods;
    private final RuntimePods runtime;

    PodLookup(Supplier<? extends Collection<Pod>> pods, RuntimePods runtime) {
        this.pods = pods;
        this.runtime = runtime;
    }

    Collection<Pod> all() {
        return pods.get();
    }

    /** @param uid empty for any */
    Pod pod(String namespace, String name, String uid) throws HttpError {
        return pods.get().stream()
                .filter(pod -> pod.namespace().equals(namespace)
                        && pod.name().equals(name)
                        && (uid.isEmpty() || pod.metadata().uid().equals(uid)))
                .findFirst()
                .orElseThrow(() -> new HttpError(404, "pod does not exist"));
    }

    RuntimePod runtime(Pod pod) throws CriException {
        return runtime.read(pod.metadata().uid(), pod.namespace(), pod.name());
    }

    /** The running container of that name. */
    RuntimeContainer running(Pod pod, String container) throws HttpError, CriException {
        return runtime(pod)
                .latest(container)
                .filter(RuntimeContainer::running)
                .orElseThrow(() -> new HttpError(404, "container not found (" + Quoted.of(container) + ")"));
    }

    /** The pod's sandbox, if it is ready. */
    RuntimeSandbox sandbox(Pod pod) throws HttpError, CriException {
        return runtime(pod)
                .sandbox()
                .filter(RuntimeSandbox::ready)
                .orElseThrow(() -> new HttpError(404, "pod " + Quoted.of(pod.name()) + " has no running sandbox"));
    }

    /** The container whose log is asked for (upstream {@code validateContainerLogStatus}). */
    RuntimeContainer logged(Pod pod, String container, boolean previous) throws HttpError, CriException {
        String where = Quoted.of(container) + " in pod " + Quoted.of(pod.name());
        boolean declared = Stream.of(
                        pod.spec().containers().stream().map(c -> c.name()),
                        pod.spec().initContainers().stream().map(c -> c.name()),
                        pod.spec().ephemeralContainers().stream().map(c -> c.name()))
                .flatMap(names -> names)
                .anyMatch(container::equals);
        if (!declared) {
            throw new HttpError(
                    404, "container " + Quoted.of(container) + " not found in pod " + Quoted.of(pod.name()));
        }
        RuntimePod found = runtime(pod);
        if (previous) {
            return found.previous(container)
                    .orElseThrow(() -> new HttpError(400, "previous terminated container " + where + " not found"));
        }
        Optional<RuntimeContainer> latest = found.latest(container)
                .filter(known -> known.state() != RuntimeContainer.State.CREATED)
                .or(() -> found.previous(container));
        return latest.orElseThrow(() -> new HttpError(400, "container " + where + waiting(pod, container)));
    }

    private static String waiting(Pod pod, String container) {
        Optional<ContainerStatus> status = Stream.of(
                        pod.status().containerStatuses(),
                        pod.status().initContainerStatuses(),
                        pod.status().ephemeralContainerStatuses())
                .flatMap(Collection::stream)
                .filter(known -> known.name().equals(container))
                .findFirst();
        if (status.isEmpty()) {
            return " is waiting to start: ContainerCreating";
        }
        String reason = status.get().state().waiting().reason();
        return switch (reason) {
            case "" -> " is waiting to start - no logs yet";
            case "ErrImagePull" -> " is waiting to start: image can't be pulled";
            case "ImagePullBackOff" -> " is waiting to start: trying and failing to pull image";
            default -> " is waiting to start: " + reason;
        };
    }
}
