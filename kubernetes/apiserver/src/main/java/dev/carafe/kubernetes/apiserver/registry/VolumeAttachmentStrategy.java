package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.storage.v1.VolumeAttachment;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.StorageValidator;
import java.util.List;

/** Attachments of volumes to nodes. */
final class VolumeAttachmentStrategy extends DefaultStrategy {
    VolumeAttachmentStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        StorageValidator.attachment(new VolumeAttachment(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        StorageValidator.attachmentUpdate(
                new VolumeAttachment(object).spec(), new VolumeAttachment(old).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return StorageCells.attachment(new VolumeAttachment(object));
    }
}
