package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.kubelet.cri.v1.Mount;
import dev.carafe.kubernetes.kubelet.cri.v1.MountPropagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the list of a container's mounts: its volumes, its hosts file, the file for its last words. */
final class ContainerMounts {
    private static final String ETC_HOSTS = "/etc/hosts";
    private static final String TERMINATION_LOG = "/dev/termination-log";

    private ContainerMounts() {}

    /**
     * @param files where the pod's files lie; the hosts file is there already
     */
    static List<Mount> of(
            Pod pod, Container container, int attempt, MountedVolumes volumes, List<EnvVar> env, PodFiles files)
            throws IOException, ContainerConfigException {
        String uid = pod.metadata().uid();
        List<Mount> mounts = new ArrayList<>();
        boolean ownHosts = false;
        for (int i = 0; i < container.volumeMounts().size(); i++) {
            VolumeMount mount = container.volumeMounts().get(i);
            HostPath volume = volumes.places().get(mount.name());
            if (volume == null) {
                throw new ContainerConfigException("cannot find volume \"" + mount.name()
                        + "\" to mount into container \"" + container.name() + "\"");
            }
            ownHosts |= mount.mountPath().equals(ETC_HOSTS);
            mounts.add(Mount.newBuilder()
                    .setContainerPath(absolute(mount.mountPath()))
                    .setHostPath(
                            source(pod, container, i, volume, env, volumes.by()).toString())
                    .setReadonly(mount.readOnly() || volume.readOnly())
                    .setPropagation(propagation(mount.mountPropagation()))
                    .build());
        }
        if (!ownHosts) {
            mounts.add(bind(ETC_HOSTS, files.hosts(uid)));
        }
        Path message = files.terminationMessage(uid, container.name(), attempt);
        Files.createDirectories(java.util.Objects.requireNonNull(message.getParent()));
        Files.deleteIfExists(message);
        Files.createFile(message);
        // Whoever the container runs as must be able to write it.
        Files.setPosixFilePermissions(message, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        mounts.add(bind(terminationMessagePath(container), message));
        return mounts;
    }

    static String terminationMessagePath(Container container) {
        return container.terminationMessagePath().isEmpty() ? TERMINATION_LOG : container.terminationMessagePath();
    }

    private static Path source(
            Pod pod, Container container, int index, HostPath volume, List<EnvVar> env, PodVolumes volumes)
            throws ContainerConfigException {
        VolumeMount mount = container.volumeMounts().get(index);
        String subPath = mount.subPath();
        if (!mount.subPathExpr().isEmpty()) {
            Map<String, String> values = new HashMap<>();
            env.forEach(variable -> values.put(variable.name(), variable.value()));
            subPath = VariableExpansion.expand(mount.subPathExpr(), values);
        }
        if (subPath.isEmpty()) {
            return volume.path();
        }
        try {
            return volumes.subPath(pod, container.name(), index, mount.name(), volume, subPath);
        } catch (IOException e) {
            throw new ContainerConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Mount bind(String containerPath, Path hostPath) {
        return Mount.newBuilder()
                .setContainerPath(containerPath)
                .setHostPath(hostPath.toString())
                .build();
    }

    private static MountPropagation propagation(String name) {
        return switch (name) {
            case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
            default -> MountPropagation.PROPAGATION_PRIVATE;
        };
    }
}
