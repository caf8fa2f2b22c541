package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Makes pods' volumes present on this machine. Called by each pod's own thread, never twice at once for one pod. */
public interface PodVolumes {
    /**
     * Makes all volumes of a pod present and up to date, whatever an earlier call left; called again and
     * again while the pod lives.
     *
     * @return the volume's place on the machine, by its name in the pod's spec
     * @throws VolumeException when one cannot be made; the caller reports it (FailedMount) and tries again
     * @throws InterruptedException when the pod is to end meanwhile
     */
    Map<String, HostPath> mount(Pod pod) throws VolumeException, InterruptedException;

    /**
     * Makes a path inside a volume mountable, such that nothing the pod does there can lead out of the
     * volume. Called at each start of a container.
     *
     * @param index the mount's place among the container's volume mounts
     * @param volume the volume's place, as {@link #mount} answered it
     * @param subPath the mount's subPath, expanded and not empty
     * @return what to mount
     * @throws IOException when it cannot be made; the message is what the container waits with
     */
    Path subPath(Pod pod, String container, int index, String volumeName, HostPath volume, String subPath)
            throws IOException;

    /** Takes away all that was made for a pod, also by an earlier process; no error when there is nothing. */
    void unmount(String podUid) throws IOException;
}
