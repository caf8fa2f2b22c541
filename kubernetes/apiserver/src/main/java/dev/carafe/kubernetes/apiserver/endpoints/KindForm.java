package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.function.Consumer;

/**
 * The form that a kind's objects have in one version: how what a client sends is brought into it, and how merging sees it.
 * Thread-safe.
 */
public interface KindForm {
    /** The name of its declaration in {@link #typed}. */
    String structure();

    /** What merging knows of it, and of the kind's other versions. */
    TypedSchema typed();

    /**
     * An object checked, pruned, in canonical form, and with its declared defaults.
     *
     * @param unknown takes the paths of fields that are not declared
     * @throws DecodingException for the first value that its type cannot hold
     */
    Struct decode(Struct object, Consumer<String> unknown) throws DecodingException;

    /**
     * Whether a client defined the kind. Objects of such a kind say their kind wherever they are shown, have no protobuf form
     * and take no strategic merge patch.
     */
    boolean isCustom();

    /** Where its objects have what their scale shows. */
    default ScalePaths scale() {
        return ScalePaths.BUILTIN;
    }

    /** What users of a deprecated version are warned of; empty for one that is not. */
    default String deprecation() {
        return "";
    }

    default FieldType type() {
        return FieldType.ofStructure(structure());
    }
}
