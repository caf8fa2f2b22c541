package dev.carafe.kubernetes.kubelet.volume;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.stream.Stream;

/** Whom a pod's files should belong to, as its security contexts say. Pure. */
final class PodUsers {
    private static final long NOBODY_IN_PARTICULAR = -1;

    private PodUsers() {}

    /** The pod's fsGroup, negative where it has none. */
    static long group(Pod pod) {
        var context = pod.spec().securityContext();
        return context.hasFsGroup() ? context.fsGroup() : NOBODY_IN_PARTICULAR;
    }

    /** The user that all of the pod's containers run as, negative where they differ or none is declared. */
    static long common(Pod pod) {
        long[] users = Stream.concat(pod.spec().initContainers().stream(), pod.spec().containers().stream())
                .mapToLong(container -> user(pod, container))
                .distinct()
                .limit(2)
                .toArray();
        return users.length == 1 ? users[0] : NOBODY_IN_PARTICULAR;
    }

    private static long user(Pod pod, Container container) {
        if (container.securityContext().hasRunAsUser()) {
            return container.securityContext().runAsUser();
        }
        var context = pod.spec().securityContext();
        return context.hasRunAsUser() ? context.runAsUser() : NOBODY_IN_PARTICULAR;
    }
}
