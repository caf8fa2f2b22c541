package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.storage.v1.CSINode;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttachment;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of volumes, claims to them, and how they are provided. */
public final class StorageCells {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Map<String, String> MODES =
            Map.of("ReadWriteOnce", "RWO", "ReadOnlyMany", "ROX", "ReadWriteMany", "RWX", "ReadWriteOncePod", "RWOP");

    private StorageCells() {}

    /**
     * Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age,
     * VolumeMode.
     */
    public static List<Object> volume(PersistentVolume volume) {
        var spec = volume.spec();
        return List.of(
                volume.name(),
                storage(spec.capacity()),
                modes(spec.accessModes()),
                spec.persistentVolumeReclaimPolicy(),
                volume.metadata().hasDeletionTimestamp()
                        ? "Terminating"
                        : volume.status().phase(),
                spec.hasClaimRef()
                        ? spec.claimRef().namespace() + "/" + spec.claimRef().name()
                        : "",
                volume.metadata().annotations().getOrDefault(CLASS_ANNOTATION, spec.storageClassName()),
                spec.hasVolumeAttributesClassName() ? spec.volumeAttributesClassName() : Cell.UNSET,
                volume.status().reason(),
                Cell.age(volume.metadata()),
                spec.hasVolumeMode() ? spec.volumeMode() : Cell.UNSET);
    }

    /** Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode. */
    public static List<Object> claim(PersistentVolumeClaim claim) {
        var spec = claim.spec();
        boolean bound = !spec.volumeName().isEmpty();
        return List.of(
                claim.name(),
                claim.metadata().hasDeletionTimestamp()
                        ? "Terminating"
                        : claim.status().phase(),
                spec.volumeName(),
                bound ? storage(claim.status().capacity()) : "",
                bound ? modes(claim.status().accessModes()) : "",
                claim.metadata().annotations().getOrDefault(CLASS_ANNOTATION, spec.storageClassName()),
                spec.hasVolumeAttributesClassName() ? spec.volumeAttributesClassName() : Cell.UNSET,
                Cell.age(claim.metadata()),
                spec.hasVolumeMode() ? spec.volumeMode() : Cell.UNSET);
    }

    private static String storage(Map<String, Quantity> resources) {
        return resources.getOrDefault("storage", Quantity.ZERO).toString();
    }

    private static String modes(List<String> modes) {
        return modes.stream()
                .distinct()
                .map(mode -> MODES.getOrDefault(mode, ""))
                .collect(Collectors.joining(","));
    }

    /** Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age. */
    public static List<Object> storageClass(StorageClass storageClass) {
        boolean isDefault =
                "true".equals(storageClass.metadata().annotations().get("storageclass.kubernetes.io/is-default-class"));
        return List.of(
                isDefault ? storageClass.name() + " (default)" : storageClass.name(),
                storageClass.provisioner(),
                storageClass.hasReclaimPolicy() ? storageClass.reclaimPolicy() : "Delete",
                storageClass.hasVolumeBindingMode() ? storageClass.volumeBindingMode() : "Immediate",
                storageClass.allowVolumeExpansion(),
                Cell.age(storageClass.metadata()));
    }

    /** Name, Drivers, Age. */
    public static List<Object> csiNode(CSINode node) {
        return List.of(node.name(), (long) node.spec().drivers().size(), Cell.age(node.metadata()));
    }

    /** Name, Attacher, PV, Node, Attached, Age. */
    public static List<Object> attachment(VolumeAttachment attachment) {
        return List.of(
                attachment.name(),
                attachment.spec().attacher(),
                attachment.spec().source().persistentVolumeName(),
                attachment.spec().nodeName(),
                attachment.status().attached(),
                Cell.age(attachment.metadata()));
    }
}
