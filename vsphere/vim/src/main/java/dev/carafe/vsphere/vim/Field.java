package dev.carafe.vsphere.vim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a data type, a property of a managed object, or an argument of a method.
 *
 * @param namespace the namespace that declares it, which is the XML namespace of its element
 * @param array whether it repeats; an optional array and an empty one are the same
 * @param secret whether the value is never to be written to a log
 * @param since the version that it came with where that is later than its owner's; null otherwise
 * @param privilege what reading the property asks for, or what is checked on the object passed as this argument;
 *     several are joined by {@code +}; null where nothing is said
 */
public record Field(
        Namespace namespace,
        String name,
        VimType type,
        boolean array,
        boolean optional,
        boolean secret,
        @Nullable Version since,
        @Nullable String privilege) {

    public boolean isIn(Version version) {
        return since == null || version.includes(since);
    }

    /** A value of this field as it stands where any type may: an array says there what its elements are. */
    public @Nullable Object asAny(@Nullable Object value) {
        return array && value instanceof List<?> items ? new ArrayOf(type, items) : value;
    }

    @Override
    public String toString() {
        return name + ": " + type.wsdlName() + (array ? "[]" : "") + (optional ? "?" : "");
    }
}
