package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.StorageDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.StorageValidator;
import java.util.List;

/** Storage classes, which never change in what they provide. */
final class StorageClassStrategy extends DefaultStrategy {
    StorageClassStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return StorageDefaults.storageClass(new StorageClass(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        StorageValidator.storageClass(new StorageClass(object), errors);
    }

    @Override
    public List<String> warnings(Struct object) {
        return StorageWarnings.storageClass(new StorageClass(object));
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return StorageCells.storageClass(new StorageClass(object));
    }
}
