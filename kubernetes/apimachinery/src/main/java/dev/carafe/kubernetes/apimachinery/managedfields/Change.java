package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.typed.Comparison;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a write changes, as each version of the kind sees it; compared once a version. For one request, by one thread. */
final class Change {
    private final TypedSchema schema;
    private final Versions versions;
    private final String apiVersion;
    private final Struct before;
    private final Struct after;
    private final Map<String, Optional<Comparison>> byVersion = new HashMap<>();

    /**
     * A change of an object.
     *
     * @param apiVersion the version that both objects are in
     * @param comparison the change as that version sees it
     * @param reset what such a write never changes
     */
    Change(
            TypedSchema schema,
            Versions versions,
            String apiVersion,
            Struct before,
            Struct after,
            Comparison comparison,
            FieldSet reset) {
        this.schema = schema;
        this.versions = versions;
        this.apiVersion = apiVersion;
        this.before = before;
        this.after = after;
        byVersion.put(apiVersion, Optional.of(comparison.filtered(set -> set.recursiveDifference(reset))));
    }

    /** The change in a version; empty where that is not served any more. */
    Optional<Comparison> in(String version) {
        return byVersion.computeIfAbsent(
                version,
                to -> versions.convert(before, apiVersion, to)
                        .flatMap(old -> versions.convert(after, apiVersion, to)
                                .map(changed -> schema.compare(old.type(), old.object(), changed.object()))));
    }
}
