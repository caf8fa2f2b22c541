package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A custom kind in one version, as documents show it.
 *
 * @param groupVersion its group and version
 * @param kind its kind
 * @param listKind the kind of its lists
 * @param plural the name of its resource
 * @param namespaced whether its objects live in namespaces
 * @param hasStatus whether its status is a resource of its own
 * @param hasScale whether it can be scaled
 * @param selectableFields the ways to fields of its own by which its objects can be selected, such as {@code spec.color}
 * @param schema its schema as its definition has it
 */
public record CustomKind(
        GroupVersion groupVersion,
        String kind,
        String listKind,
        String plural,
        boolean namespaced,
        boolean hasStatus,
        boolean hasScale,
        List<String> selectableFields,
        Struct schema) {
    /** Where its document lies, below {@code /openapi/v3/}. */
    String path() {
        return "apis/" + groupVersion;
    }

    /** The name under which upstream publishes a kind: its group from the back, version and kind. */
    String publicName(String name) {
        List<String> words = Arrays.asList(groupVersion.group().split("\\."));
        Collections.reverse(words);
        return String.join(".", words) + "." + groupVersion.version() + "." + name;
    }
}
