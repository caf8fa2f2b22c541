package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;

/**
 * A write in a namespace, of which a quota may have to say something.
 *
 * @param resource what it is of
 * @param subresource such as resize, or empty
 * @param object as it will be stored
 * @param oldObject as it is stored; empty for a new one
 * @param dryRun whether nothing will be stored, so that nothing is charged
 */
public record QuotaRequest(
        GroupResource resource, String subresource, Struct object, Optional<Struct> oldObject, boolean dryRun) {
    boolean isNew() {
        return oldObject.isEmpty();
    }
}
