package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;

/** How admission says no. */
final class Forbidden {
    private Forbidden() {}

    static StatusError of(AdmissionRequest request, String why) {
        return StatusError.forbidden(
                new GroupResource(request.resource().group(), request.resource().name()), request.name(), why);
    }
}
