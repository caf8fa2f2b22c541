package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.StorageDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.PersistentVolumeValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.VolumeUpdateValidator;
import java.util.List;

/** Volumes, which wait for a claim when new. */
final class PersistentVolumeStrategy extends DefaultStrategy {
    PersistentVolumeStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return StorageDefaults.volume(new PersistentVolume(object)).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        PersistentVolume volume = new PersistentVolume(object);
        PersistentVolumeStatus status = new PersistentVolumeStatus().withPhase("Pending");
        return volume.withStatus(volume.metadata()
                        .creationTimestamp()
                        .map(status::withLastPhaseTransitionTime)
                        .orElse(status))
                .struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        PersistentVolumeValidator.volume(new PersistentVolume(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        VolumeUpdateValidator.volume(
                new PersistentVolume(object).spec(),
                new PersistentVolume(old).spec(),
                capabilities().isEnabled("MutablePVNodeAffinity"),
                errors);
    }

    @Override
    public List<String> warnings(Struct object) {
        return StorageWarnings.volume(new PersistentVolume(object));
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return StorageCells.volume(new PersistentVolume(object));
    }
}
