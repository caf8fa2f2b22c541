package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;

/** Pods that a kubelet runs by itself and only shows to the server: nobody changes them there. */
final class StaticPods {
    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

    private StaticPods() {}

    /** Whether a pod is the image of a static one. */
    static boolean isMirror(Pod pod) {
        return pod.metadata().annotations().containsKey(MIRROR_ANNOTATION);
    }
}
