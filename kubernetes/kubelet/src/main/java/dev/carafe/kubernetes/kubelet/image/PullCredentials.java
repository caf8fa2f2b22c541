package dev.carafe.kubernetes.kubelet.image;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.v1.AuthConfig;
import java.util.List;

/** Finds what to show a registry. */
@FunctionalInterface
public interface PullCredentials {
    /** Nobody's. */
    PullCredentials NONE = (_, _) -> List.of();

    /** The credentials that a pod's {@code imagePullSecrets} hold for an image's registry, best first. */
    List<AuthConfig> of(Pod pod, String image);
}
