package dev.carafe.kubernetes.kubelet.runtime;

import java.util.Map;

/**
 * A pod's volumes while its containers are started.
 *
 * @param places where each is, by its name in the pod's spec
 * @param by who made them
 */
public record MountedVolumes(Map<String, HostPath> places, PodVolumes by) {}
