package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeDevice;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a container has the volumes of its pod: as folders, or as devices. */
final class MountValidator {
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");
    private static final List<String> RECURSIVE_READ_ONLY = List.of("Disabled", "Enabled", "IfPossible");

    private MountValidator() {}

    /**
     * Checks mounts and devices of one container.
     *
     * @param volumes of the pod that are without fault, by name
     */
    static void container(Container container, Map<String, Volume> volumes, FieldPath path, List<FieldError> errors) {
        List<VolumeMount> mounts = container.volumeMounts();
        if (!mounts.isEmpty()) {
            mounts(container, mounts, volumes, path.child("volumeMounts"), errors);
        }
        if (container.hasVolumeDevices()) {
            devices(container.volumeDevices(), mounts, volumes, path.child("volumeDevices"), errors);
        }
    }

    private static void mounts(
            Container container,
            List<VolumeMount> mounts,
            Map<String, Volume> volumes,
            FieldPath path,
            List<FieldError> errors) {
        List<VolumeDevice> devices = container.volumeDevices();
        Set<String> points = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            VolumeMount mount = mounts.get(i);
            FieldPath at = path.index(i);
            Check.present(errors, at.child("name"), mount.name());
            if (!volumes.containsKey(mount.name())) {
                errors.add(FieldError.notFound(at.child("name"), mount.name()));
            }
            Check.present(errors, at.child("mountPath"), mount.mountPath());
            if (!points.add(mount.mountPath())) {
                errors.add(FieldError.invalid(at.child("mountPath"), mount.mountPath(), "must be unique"));
            }
            if (devices.stream().anyMatch(device -> device.name().equals(mount.name()))) {
                errors.add(
                        FieldError.invalid(at.child("name"), mount.name(), "must not already exist in volumeDevices"));
            }
            if (devices.stream().anyMatch(device -> device.devicePath().equals(mount.mountPath()))) {
                errors.add(FieldError.invalid(
                        at.child("mountPath"), mount.mountPath(), "must not already exist as a path in volumeDevices"));
            }
            // From here on upstream's errors do not say which of the mounts it is.
            if (!mount.subPath().isEmpty()) {
                Check.descending(errors, path.child("subPath"), mount.subPath());
            }
            if (!mount.subPathExpr().isEmpty()) {
                if (!mount.subPath().isEmpty()) {
                    errors.add(FieldError.invalid(
                            at.child("subPathExpr"),
                            mount.subPathExpr(),
                            "subPathExpr and subPath are mutually exclusive"));
                }
                Check.descending(errors, path.child("subPathExpr"), mount.subPathExpr());
            }
            if (mount.hasMountPropagation()) {
                propagation(mount, container.securityContext().privileged(), path.child("mountPropagation"), errors);
            }
            if (mount.hasRecursiveReadOnly()) {
                recursiveReadOnly(mount, path.child("recursiveReadOnly"), errors);
            }
        }
    }

    private static void propagation(VolumeMount mount, boolean privileged, FieldPath path, List<FieldError> errors) {
        Check.oneOf(errors, path, mount.mountPropagation(), PROPAGATIONS);
        if (mount.mountPropagation().equals("Bidirectional") && !privileged) {
            errors.add(FieldError.forbidden(
                    path, "Bidirectional mount propagation is available only to privileged containers"));
        }
    }

    private static void recursiveReadOnly(VolumeMount mount, FieldPath path, List<FieldError> errors) {
        Check.oneOf(errors, path, mount.recursiveReadOnly(), RECURSIVE_READ_ONLY);
        if (!mount.recursiveReadOnly().equals("Enabled")
                && !mount.recursiveReadOnly().equals("IfPossible")) {
            return;
        }
        if (!mount.readOnly()) {
            errors.add(FieldError.forbidden(path, "may only be specified when readOnly is true"));
        }
        if (mount.hasMountPropagation() && !mount.mountPropagation().equals("None")) {
            errors.add(
                    FieldError.forbidden(path, "may only be specified when mountPropagation is None or not specified"));
        }
    }

    private static void devices(
            List<VolumeDevice> devices,
            List<VolumeMount> mounts,
            Map<String, Volume> volumes,
            FieldPath path,
            List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < devices.size(); i++) {
            VolumeDevice device = devices.get(i);
            FieldPath name = path.index(i).child("name");
            FieldPath devicePath = path.index(i).child("devicePath");
            if (Check.present(errors, name, device.name()) && !names.add(device.name())) {
                errors.add(FieldError.invalid(name, device.name(), "must be unique"));
            }
            Volume volume = volumes.get(device.name());
            if (volume == null) {
                errors.add(FieldError.notFound(name, device.name()));
            } else if (!volume.hasPersistentVolumeClaim() && !volume.hasEphemeral()) {
                errors.add(FieldError.invalid(
                        name,
                        device.name(),
                        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"));
            }
            Check.present(errors, devicePath, device.devicePath());
            if (paths.contains(device.devicePath())) {
                errors.add(FieldError.invalid(devicePath, device.devicePath(), "must be unique"));
            }
            if (List.of(device.devicePath().split("/")).contains("..")) {
                errors.add(FieldError.invalid(devicePath, device.devicePath(), "can not contain backsteps ('..')"));
            } else {
                paths.add(device.devicePath());
            }
            if (mounts.stream().anyMatch(mount -> mount.name().equals(device.name()))) {
                errors.add(FieldError.invalid(name, device.name(), "must not already exist in volumeMounts"));
            }
            if (mounts.stream().anyMatch(mount -> mount.mountPath().equals(device.devicePath()))) {
                errors.add(FieldError.invalid(
                        devicePath, device.devicePath(), "must not already exist as a path in volumeMounts"));
            }
        }
    }
}
