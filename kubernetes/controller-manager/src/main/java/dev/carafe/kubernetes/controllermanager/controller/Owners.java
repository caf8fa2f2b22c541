package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import java.util.Optional;

/** Who owns an object, and who controls it. */
public final class Owners {
    private Owners() {}

    /** The owner that controls an object; at most one does. */
    public static Optional<OwnerReference> controllerOf(ApiObject<?> object) {
        for (OwnerReference reference : object.metadata().ownerReferences()) {
            if (reference.controller()) {
                return Optional.of(reference);
            }
        }
        return Optional.empty();
    }

    /** Whether an object is controlled by another. */
    public static boolean isControlledBy(ApiObject<?> object, ApiObject<?> owner) {
        return controllerOf(object)
                .map(reference -> reference.uid().equals(owner.metadata().uid()))
                .orElse(false);
    }

    /** The reference by which an owner controls its dependents. */
    public static OwnerReference controllerReference(ApiObject<?> owner, String apiVersion, String kind) {
        return new OwnerReference()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(owner.name())
                .withUid(owner.metadata().uid())
                .withController(true)
                .withBlockOwnerDeletion(true);
    }
}
