package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;

/**
 * Which object a node of the graph is; the UID alone makes it the same.
 *
 * @param namespace that of the object, or for an owner known only by reference that of the dependent
 */
record ObjectIdentity(GroupKind kind, String namespace, String name, String uid) {
    /** The owner that a reference of an object in a namespace names. */
    static ObjectIdentity of(OwnerReference reference, String namespace) {
        GroupKind kind;
        try {
            kind = new GroupKind(GroupVersion.parse(reference.apiVersion()).group(), reference.kind());
        } catch (IllegalArgumentException _) {
            kind = new GroupKind("", reference.kind());
        }
        return new ObjectIdentity(kind, namespace, reference.name(), reference.uid());
    }
}
