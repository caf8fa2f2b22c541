package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.storage.v1.VolumeAttachment;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import java.time.Instant;
import java.util.List;

/** Attachments of volumes to nodes. */
final class VolumeAttachmentStrategy extends DefaultStrategy {
    VolumeAttachmentStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return StorageCells.attachment(new VolumeAttachment(object), now);
    }
}
