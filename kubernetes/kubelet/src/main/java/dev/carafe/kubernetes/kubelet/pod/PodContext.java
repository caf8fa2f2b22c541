package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.kubelet.cgroup.PodCgroups;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.image.ImagePuller;
import dev.carafe.kubernetes.kubelet.lifecycle.PodAdmission;
import dev.carafe.kubernetes.kubelet.probe.ProbeWorkers;
import dev.carafe.kubernetes.kubelet.runtime.ContainerEnvironment;
import dev.carafe.kubernetes.kubelet.runtime.CriConfigs;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.PodVolumes;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all pods' workers share; all of it is thread-safe.
 *
 * @param runtimeName what stands before container ids, such as {@code containerd}
 * @param hostIps the machine's addresses
 */
public record PodContext(
        CriClient cri,
        RuntimePods runtime,
        CriConfigs configs,
        PodCgroups cgroups,
        PodVolumes volumes,
        ContainerEnvironment environment,
        ImagePuller images,
        ProbeWorkers probes,
        PodEvents events,
        PodReporter reporter,
        PodAdmission admission,
        NetworkState network,
        InstantSource clock,
        String runtimeName,
        Supplier<List<String>> hostIps) {
    /** Whether pods can be given addresses now. */
    @FunctionalInterface
    public interface NetworkState {
        /** Empty when they can, else why not. */
        String problem();
    }
}
