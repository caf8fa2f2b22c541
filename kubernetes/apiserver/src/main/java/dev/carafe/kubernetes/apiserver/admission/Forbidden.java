package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Objects;

/** How admission says no. */
final class Forbidden {
    private Forbidden() {}

    static StatusError of(AdmissionRequest request, String why) {
        return StatusError.forbidden(
                new GroupResource(request.resource().group(), request.resource().name()), name(request), why);
    }

    /** The object's name, or what one is made of, or upstream's word for neither. */
    private static String name(AdmissionRequest request) {
        if (!request.name().isEmpty() || request.object().isEmpty()) {
            return request.name();
        }
        Struct metadata = Objects.requireNonNullElse(request.object().get().struct("metadata"), Struct.EMPTY);
        String name = Objects.requireNonNullElse(metadata.string("name"), "");
        String base = Objects.requireNonNullElse(metadata.string("generateName"), "");
        return !name.isEmpty() ? name : base.isEmpty() ? "Unknown" : base;
    }
}
