package dev.carafe.kubernetes.kubelet.runtime;

import java.util.List;
import java.util.Optional;

/**
 * All that the runtime holds of one pod.
 *
 * @param sandboxes newest first
 * @param containers newest first
 */
public record RuntimePod(
        String uid, String namespace, String name, List<RuntimeSandbox> sandboxes, List<RuntimeContainer> containers) {
    /** A pod of which the runtime knows nothing. */
    public static RuntimePod none(String uid, String namespace, String name) {
        return new RuntimePod(uid, namespace, name, List.of(), List.of());
    }

    /** The newest sandbox. */
    public Optional<RuntimeSandbox> sandbox() {
        return sandboxes.stream().findFirst();
    }

    /** The newest container of that name. */
    public Optional<RuntimeContainer> latest(String containerName) {
        return containers.stream()
                .filter(container -> container.name().equals(containerName))
                .findFirst();
    }

    /** The container that ran before {@link #latest}. */
    public Optional<RuntimeContainer> previous(String containerName) {
        return containers.stream()
                .filter(container -> container.name().equals(containerName))
                .skip(1)
                .findFirst();
    }

    public boolean anyRunning() {
        return containers.stream().anyMatch(RuntimeContainer::running);
    }

    /** Whether something of it still holds resources: a running container or a ready sandbox. */
    public boolean active() {
        return anyRunning() || sandboxes.stream().anyMatch(RuntimeSandbox::ready);
    }

    public boolean isEmpty() {
        return sandboxes.isEmpty() && containers.isEmpty();
    }

    /** The pod's addresses: those of its newest sandbox if that is ready. */
    public List<String> ips() {
        return sandbox().filter(RuntimeSandbox::ready).map(RuntimeSandbox::ips).orElse(List.of());
    }
}
