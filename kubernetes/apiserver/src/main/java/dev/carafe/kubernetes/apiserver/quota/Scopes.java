package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.ResourceQuotaSpec;
import dev.carafe.kubernetes.api.core.v1.ScopedResourceSelectorRequirement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Which objects a quota is about. */
final class Scopes {
    private Scopes() {}

    /** All that an object must be of, in whichever way the quota says it. */
    static List<ScopedResourceSelectorRequirement> of(ResourceQuotaSpec spec) {
        return Stream.concat(
                        spec.scopes().stream()
                                .map(scope -> new ScopedResourceSelectorRequirement()
                                        .withScopeName(scope)
                                        .withOperator("Exists")),
                        spec.scopeSelector().matchExpressions().stream())
                .toList();
    }

    /**
     * Whether one of the values that an object has for a scope is as required, or it has none and that is as required
     * (pkg/apis/core/v1/helper).
     */
    static boolean matches(ScopedResourceSelectorRequirement scope, Collection<String> values) {
        return switch (scope.operator()) {
            case "Exists" -> !values.isEmpty();
            case "DoesNotExist" -> values.isEmpty();
            case "In" -> values.stream().anyMatch(scope.values()::contains);
            case "NotIn" ->
                values.isEmpty()
                        || values.stream().anyMatch(value -> !scope.values().contains(value));
            default -> false;
        };
    }
}
