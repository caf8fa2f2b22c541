package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** A namespace has finalizers of its own in its spec: it goes when they and those of its metadata are gone. */
final class NamespaceFinalizers {
    private NamespaceFinalizers() {}

    static boolean arePending(Struct namespace) {
        Struct spec = namespace.struct("spec");
        return spec != null && spec.get("finalizers") instanceof List<?> list && !list.isEmpty();
    }

    /** The namespace as its delete leaves it until the finalizers are gone. */
    static Struct markTerminating(Struct namespace) {
        Struct status = namespace.struct("status");
        return namespace.with("status", (status == null ? Struct.EMPTY : status).with("phase", "Terminating"));
    }
}
