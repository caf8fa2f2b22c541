package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes out of a merged object what its manager has given up.
 *
 * @param version the version in which the manager last applied
 * @param merged the object in that version
 */
record Pruning(TypedSchema schema, Versions versions, String version, Versions.Versioned merged) {
    /**
     * The object without the given-up fields that nobody owns.
     *
     * @param last what the manager owned before
     * @param managed what everybody owns now, the manager included
     */
    Struct prune(FieldSet last, ManagedFields managed) {
        FieldType type = merged.type();
        FieldSet given = schema.withNamedFields(last, type);
        Struct pruned = schema.remove(type, merged.object(), given);
        for (Map.Entry<String, FieldSet> owned : byVersion(managed).entrySet()) {
            pruned = withOwned(pruned, owned.getKey(), owned.getValue());
        }
        return withUnowned(pruned, given);
    }

    /** What is owned in each version, that of the object first: what it lacks may be needed to convert it. */
    private Map<String, FieldSet> byVersion(ManagedFields managed) {
        Map<String, FieldSet> byVersion = new LinkedHashMap<>();
        byVersion.put(version, FieldSet.EMPTY);
        managed.sets().values().forEach(owned -> byVersion.merge(owned.apiVersion(), owned.fields(), FieldSet::union));
        return byVersion;
    }

    /** Puts back what somebody owns, be it below something that was given up. */
    private Struct withOwned(Struct pruned, String in, FieldSet owned) {
        Optional<Versions.Versioned> whole = versions.convert(merged.object(), version, in);
        Optional<Versions.Versioned> part = versions.convert(pruned, version, in);
        if (whole.isEmpty() || part.isEmpty()) {
            return pruned;
        }
        FieldType type = whole.get().type();
        FieldSet kept = named(part.get().object(), type).union(schema.withNamedFields(owned, type));
        FieldSet gone = named(whole.get().object(), type).difference(kept);
        Struct result = schema.remove(type, whole.get().object(), gone);
        return versions.convert(result, in, version)
                .map(Versions.Versioned::object)
                .orElse(pruned);
    }

    /** Puts back what went with something given up, and was never the manager's. */
    private Struct withUnowned(Struct pruned, FieldSet given) {
        FieldType type = merged.type();
        FieldSet gone =
                named(merged.object(), type).difference(named(pruned, type)).intersection(given);
        return schema.remove(type, merged.object(), gone);
    }

    private FieldSet named(Struct object, FieldType type) {
        return schema.withNamedFields(schema.ownedFields(type, object), type);
    }
}
