package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * What must hold of an object before it is changed; empty parts are not checked.
 *
 * @param uid the object's uid
 * @param resourceVersion its resource version
 */
public record Preconditions(String uid, String resourceVersion) {
    public static final Preconditions NONE = new Preconditions("", "");

    /**
     * Checks an object as it is stored.
     *
     * @throws StatusError 409 in upstream's words
     */
    void check(GroupResource resource, String name, Struct object) {
        String actual = ObjectMetas.text(object, "uid");
        if (!uid.isEmpty() && !uid.equals(actual)) {
            throw StatusError.conflict(
                    resource,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + actual);
        }
        String version = ObjectMetas.text(object, "resourceVersion");
        if (!resourceVersion.isEmpty() && !resourceVersion.equals(version)) {
            throw StatusError.conflict(
                    resource,
                    name,
                    "Precondition failed: ResourceVersion in precondition: " + resourceVersion
                            + ", ResourceVersion in object meta: " + version);
        }
    }
}
