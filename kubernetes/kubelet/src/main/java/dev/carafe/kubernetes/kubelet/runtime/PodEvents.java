package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Pod;

/** Tells people what happens to pods. Thread-safe, never blocks, never fails. */
public interface PodEvents {
    String NORMAL = "Normal";
    String WARNING = "Warning";

    /**
     * @param container the container it is about, empty for the whole pod
     * @param type {@link #NORMAL} or {@link #WARNING}
     * @param reason one word in CamelCase
     */
    void event(Pod pod, String container, String type, String reason, String message);
}
