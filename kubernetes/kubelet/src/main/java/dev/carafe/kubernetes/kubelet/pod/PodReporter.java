package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;

/** Hears what becomes of pods. Called by their workers' threads; must not block for long. */
public interface PodReporter {
    /** The pod's status now. */
    void status(Pod pod, PodStatus status);

    /** Nothing of the pod runs or is mounted any more: if it was to be deleted, its object may go. */
    void terminated(Pod pod, PodStatus status);

    /** Nothing of the pod is left on this machine. */
    void gone(Pod pod);
}
