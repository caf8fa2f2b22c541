package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * A finalizer that all objects of a kind have, and that keeps a deleted one as long as it is used
 * (pkg/controller/util/protectionutil, 1.37). Pure.
 *
 * @param name such as {@code kubernetes.io/pvc-protection}
 */
public record ProtectionFinalizer(String name) {
    /** Whether an object is deleted and still there because of it. */
    public boolean keeps(ApiObject<?> object) {
        return object.metadata().hasDeletionTimestamp() && has(object);
    }

    /** Whether an object that is not deleted lacks it: one that was made before admission gave it. */
    public boolean isMissing(ApiObject<?> object) {
        return !object.metadata().hasDeletionTimestamp() && !has(object);
    }

    private boolean has(ApiObject<?> object) {
        return object.metadata().finalizers().contains(name);
    }

    /** The object with it. */
    public <T extends ApiObject<T>> T addedTo(T object) {
        List<String> finalizers = new ArrayList<>(object.metadata().finalizers());
        finalizers.add(name);
        return object.withMetadata(object.metadata().withFinalizers(finalizers));
    }

    /** The object without it. */
    public <T extends ApiObject<T>> T removedFrom(T object) {
        ObjectMeta metadata = object.metadata();
        List<String> others = metadata.finalizers().stream()
                .filter(each -> !each.equals(name))
                .toList();
        return object.withMetadata(metadata.withFinalizers(others));
    }
}
