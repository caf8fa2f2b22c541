package dev.carafe.kubernetes.client.record;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;

/** Makes references to objects. */
public final class References {
    private References() {}

    /** A reference to an object that has its kind and API version. */
    public static ObjectReference of(ApiObject<?> object) {
        ObjectReference reference =
                new ObjectReference().withKind(object.kind()).withApiVersion(object.apiVersion());
        if (!object.namespace().isEmpty()) {
            reference = reference.withNamespace(object.namespace());
        }
        reference = reference.withName(object.name());
        if (!object.metadata().uid().isEmpty()) {
            reference = reference.withUid(object.metadata().uid());
        }
        return object.metadata().resourceVersion().isEmpty()
                ? reference
                : reference.withResourceVersion(object.metadata().resourceVersion());
    }

    /** A reference to a part of an object, such as {@code spec.containers{web}}. */
    public static ObjectReference of(ApiObject<?> object, String fieldPath) {
        return of(object).withFieldPath(fieldPath);
    }
}
