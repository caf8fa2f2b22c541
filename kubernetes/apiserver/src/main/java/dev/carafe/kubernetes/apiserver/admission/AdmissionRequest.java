package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import java.util.Optional;

/**
 * A write on its way to storage.
 *
 * @param operation what is done
 * @param resource the resource, for a subresource that of its parent
 * @param subresource such as status, or empty
 * @param namespace empty for the whole cluster
 * @param name the object's name; empty for a create whose name is still to be generated
 * @param object the new object, empty for a delete
 * @param oldObject the stored object, empty for a create
 * @param user who asks
 * @param dryRun whether nothing will be stored
 */
public record AdmissionRequest(
        Operation operation,
        ResourceDeclaration resource,
        String subresource,
        String namespace,
        String name,
        Optional<Struct> object,
        Optional<Struct> oldObject,
        UserInfo user,
        boolean dryRun) {
    /** The operations that pass admission. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /** The same request with a changed object. */
    public AdmissionRequest withObject(Struct changed) {
        return new AdmissionRequest(
                operation, resource, subresource, namespace, name, Optional.of(changed), oldObject, user, dryRun);
    }
}
