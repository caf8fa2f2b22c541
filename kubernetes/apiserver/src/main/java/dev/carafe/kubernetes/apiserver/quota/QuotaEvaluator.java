package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.ScopedResourceSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How objects of one resource count for quotas. */
interface QuotaEvaluator {
    /** Whether a write can change what is counted at all. */
    boolean handles(QuotaRequest request);

    /** Whether objects count for what a quota bounds by this name. */
    boolean counts(String bounded);

    /** Whether an object is of a scope. */
    default boolean isOf(ScopedResourceSelectorRequirement scope, Struct object) {
        return false;
    }

    /** What speaks against an object under a quota that bounds these, whatever is left of them. */
    default Optional<String> lacks(Set<String> bounded, Struct object) {
        return Optional.empty();
    }

    /** What an object counts, by the names that quotas have for it. */
    Map<String, Quantity> usage(Struct object);
}
