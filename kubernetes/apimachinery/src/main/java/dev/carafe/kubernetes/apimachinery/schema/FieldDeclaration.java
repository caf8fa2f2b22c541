package dev.carafe.kubernetes.apimachinery.schema;

import dev.carafe.kubernetes.apimachinery.value.Null;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One field of a structure.
 *
 * @param name its JSON name
 * @param type its type
 * @param required whether it must be present
 * @param protobufNumber its number in the protobuf message, 0 where it has none
 * @param listType how server-side apply sees the list: atomic, set or map (x-kubernetes-list-type); empty where not said
 * @param listMapKeys the fields that tell the items of a map list apart (x-kubernetes-list-map-keys)
 * @param mapType atomic or granular (x-kubernetes-map-type); empty where not said
 * @param patchStrategies merge, replace, retainKeys (x-kubernetes-patch-strategy)
 * @param patchMergeKey the field that tells items apart in a strategic merge patch; empty where there is none
 * @param defaultValue the value that an absent field takes; null for what Go writes as null where nobody set it, of which OpenAPI
 *     does not tell
 * @param itemDefault the value that a null item of a list or map takes
 * @param values the values allowed, empty where any is
 * @param omitsZero whether a zero is as good as none: Go does not hold it by pointer, and does not write it
 */
public record FieldDeclaration(
        String name,
        TypeRef type,
        boolean required,
        int protobufNumber,
        String listType,
        List<String> listMapKeys,
        String mapType,
        Set<String> patchStrategies,
        String patchMergeKey,
        Optional<Object> defaultValue,
        Optional<Object> itemDefault,
        List<String> values,
        boolean omitsZero) {
    /** The same field, of which a zero is as good as none. */
    public FieldDeclaration omittingZero() {
        return new FieldDeclaration(
                name,
                type,
                required,
                protobufNumber,
                listType,
                listMapKeys,
                mapType,
                patchStrategies,
                patchMergeKey,
                defaultValue,
                itemDefault,
                values,
                true);
    }

    /** Whether it is written as null where nobody set it. */
    public boolean isNullUnset() {
        return defaultValue.isPresent() && defaultValue.get() == Null.NULL;
    }
}
