package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.StorageDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.ClaimStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.ClaimUpdateValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims to volumes, unbound when new. */
final class PersistentVolumeClaimStrategy extends DefaultStrategy {
    PersistentVolumeClaimStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return StorageDefaults.claim(new PersistentVolumeClaim(object)).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        return ClaimSources.created(new PersistentVolumeClaim(object))
                .withStatus(new PersistentVolumeClaimStatus().withPhase("Pending"))
                .struct();
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return ClaimSources.changed(
                        new PersistentVolumeClaim(super.prepareForUpdate(object, old)), new PersistentVolumeClaim(old))
                .struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        ClaimUpdateValidator.claim(
                new PersistentVolumeClaim(object),
                old == null ? null : ClaimSources.normalized(new PersistentVolumeClaim(old)),
                errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        ClaimStatusValidator.validate(new PersistentVolumeClaim(object).status(), errors);
    }

    @Override
    public List<String> warnings(Struct object) {
        return StorageWarnings.claim(new PersistentVolumeClaim(object));
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return StorageCells.claim(new PersistentVolumeClaim(object));
    }
}
