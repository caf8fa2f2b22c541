package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
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
     * Checks an object that is to be deleted, of which upstream says something else than of one to be changed.
     *
     * @throws StatusError 409 in upstream's words
     */
    public void checkDelete(GroupKind kind, String name, Struct object) {
        GroupResource about = new GroupResource(kind.group(), kind.kind());
        String actual = ObjectMetas.text(object, "uid");
        if (!uid.isEmpty() && !uid.equals(actual)) {
            throw StatusError.conflict(
                    about,
                    name,
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + actual
                            + "). The object might have been deleted and then recreated");
        }
        String version = ObjectMetas.text(object, "resourceVersion");
        if (!resourceVersion.isEmpty() && !resourceVersion.equals(version)) {
            throw StatusError.conflict(
                    about,
                    name,
                    "the ResourceVersion in the precondition (" + resourceVersion
                            + ") does not match the ResourceVersion in record (" + version
                            + "). The object might have been modified");
        }
    }

    /**
     * Checks an object as it is stored before it is changed.
     *
     * @param key where it is stored
     * @throws StatusError 409 in the words of upstream's storage
     */
    void checkUpdate(GroupResource resource, String name, String key, Struct object) {
        if (uid.isEmpty() && resourceVersion.isEmpty()) {
            return;
        }
        check(
                resource,
                name,
                "StorageError: invalid object, Code: 4, Key: " + key + ", ResourceVersion: 0, AdditionalErrorMsg: ",
                object);
    }

    /**
     * Checks an object as it is stored.
     *
     * @throws StatusError 409 in upstream's words
     */
    void check(GroupResource resource, String name, Struct object) {
        check(resource, name, "", object);
    }

    private void check(GroupResource resource, String name, String said, Struct object) {
        String actual = ObjectMetas.text(object, "uid");
        if (!uid.isEmpty() && !uid.equals(actual)) {
            throw StatusError.conflict(
                    resource,
                    name,
                    said + "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + actual);
        }
        String version = ObjectMetas.text(object, "resourceVersion");
        if (!resourceVersion.isEmpty() && !resourceVersion.equals(version)) {
            throw StatusError.conflict(
                    resource,
                    name,
                    said + "Precondition failed: ResourceVersion in precondition: " + resourceVersion
                            + ", ResourceVersion in object meta: " + version);
        }
    }
}
