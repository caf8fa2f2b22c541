package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Questions to a pod's declaration that several parts ask. Pure. */
public final class Pods {
    /** Where a pod came from: {@code api}, {@code file} or {@code http}. */
    public static final String CONFIG_SOURCE = "kubernetes.io/config.source";

    /** The checksum of a static pod's manifest, which is its uid on this machine too. */
    public static final String CONFIG_HASH = "kubernetes.io/config.hash";

    /** On a mirror pod: the hash of the static pod it shows. */
    public static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

    private Pods() {}

    /** {@code name_namespace(uid)}, the form of upstream's messages. */
    public static String format(Pod pod) {
        return pod.metadata().name() + "_" + pod.metadata().namespace() + "("
                + pod.metadata().uid() + ")";
    }

    /** Whether the pod was declared on this machine rather than through the API. */
    public static boolean isStatic(Pod pod) {
        String source = pod.metadata().annotations().getOrDefault(CONFIG_SOURCE, "api");
        return !source.equals("api");
    }

    /** Whether an API pod only shows a static pod. */
    public static boolean isMirror(Pod pod) {
        return pod.metadata().annotations().containsKey(CONFIG_MIRROR);
    }

    /** Init, ordinary and ephemeral containers, in this order. */
    public static List<Container> allContainers(Pod pod) {
        return Stream.of(
                        pod.spec().initContainers().stream(),
                        pod.spec().containers().stream(),
                        pod.spec().ephemeralContainers().stream().map(Pods::asContainer))
                .flatMap(stream -> stream)
                .toList();
    }

    /** An ephemeral container has the fields of any other. */
    public static Container asContainer(EphemeralContainer container) {
        return new Container(container.struct());
    }

    public static Optional<Container> container(Pod pod, String name) {
        return allContainers(pod).stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    /** How a container is called in events: {@code spec.containers{web}}. */
    public static String fieldPath(Pod pod, String containerName) {
        boolean init = pod.spec().initContainers().stream()
                .anyMatch(container -> container.name().equals(containerName));
        boolean ephemeral = pod.spec().ephemeralContainers().stream()
                .anyMatch(container -> container.name().equals(containerName));
        String list = init ? "initContainers" : ephemeral ? "ephemeralContainers" : "containers";
        return "spec." + list + "{" + containerName + "}";
    }

    /** How long the pod may take to stop, in seconds: what its deletion said, or else its spec. */
    public static long gracePeriodSeconds(Pod pod) {
        if (pod.metadata().hasDeletionGracePeriodSeconds()) {
            return pod.metadata().deletionGracePeriodSeconds();
        }
        return pod.spec().hasTerminationGracePeriodSeconds() ? pod.spec().terminationGracePeriodSeconds() : 30;
    }
}
