package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import java.util.List;

/**
 * How this machine is now.
 *
 * @param problem why it cannot run pods, empty when it can
 * @param runtimeVersion such as {@code containerd://1.7.0}
 */
public record NodeHealth(
        String problem,
        String runtimeVersion,
        List<Image> images,
        boolean memoryPressure,
        boolean diskPressure,
        boolean pidPressure) {}
