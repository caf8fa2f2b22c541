package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.VolumeResourceRequirements;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Defaults of PersistentVolume, PersistentVolumeClaim and StorageClass. */
public final class StorageDefaults {
    private StorageDefaults() {}

    public static PersistentVolume volume(PersistentVolume volume) {
        var spec = new dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec(
                ResourceListDefaults.canonical(volume.spec().struct(), "capacity"));
        if (spec.persistentVolumeReclaimPolicy().isEmpty()) {
            spec = spec.withPersistentVolumeReclaimPolicy("Retain");
        }
        if (!spec.hasVolumeMode()) {
            spec = spec.withVolumeMode("Filesystem");
        }
        if (spec.hasHostPath() && !spec.hostPath().hasType()) {
            spec = spec.withHostPath(spec.hostPath().withType(""));
        }
        if (spec.hasAzureDisk() && !spec.azureDisk().hasReadOnly()) {
            spec = spec.withAzureDisk(spec.azureDisk().withReadOnly(false));
        }
        PersistentVolume changed = volume.withSpec(spec);
        return changed.status().phase().isEmpty()
                ? changed.withStatus(changed.status().withPhase("Pending"))
                : changed;
    }

    public static PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
        PersistentVolumeClaimSpec spec = claim.spec();
        if (!spec.hasVolumeMode()) {
            spec = spec.withVolumeMode("Filesystem");
        }
        Struct resources = ResourceListDefaults.canonical(spec.resources().struct(), "requests");
        resources = ResourceListDefaults.canonical(resources, "limits");
        PersistentVolumeClaim changed = claim.withSpec(spec.withResources(new VolumeResourceRequirements(resources)));
        return changed.status().phase().isEmpty()
                ? changed.withStatus(changed.status().withPhase("Pending"))
                : changed;
    }

    /** A claim within another object, which says what it is. */
    static PersistentVolumeClaim claimTemplate(PersistentVolumeClaim claim) {
        return new PersistentVolumeClaim(
                claim(claim).struct().with("apiVersion", "v1").with("kind", "PersistentVolumeClaim"));
    }

    public static StorageClass storageClass(StorageClass storageClass) {
        StorageClass changed = storageClass;
        if (!changed.hasReclaimPolicy()) {
            changed = changed.withReclaimPolicy("Delete");
        }
        if (!changed.hasVolumeBindingMode()) {
            changed = changed.withVolumeBindingMode("Immediate");
        }
        return changed;
    }
}
