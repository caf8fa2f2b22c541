package dev.carafe.kubernetes.apimachinery.field;

import org.jspecify.annotations.Nullable;

/**
 * The way from an object to one of its fields, such as {@code spec.containers[0].env[key]}.
 *
 * <p>A path is a link to its parent and one step, so that walking down costs one small object a step; the text is made
 * only when an error is written.
 */
public final class FieldPath {
    private final @Nullable FieldPath parent;
    private final String name;
    private final boolean subscript;

    private FieldPath(@Nullable FieldPath parent, String name, boolean subscript) {
        this.parent = parent;
        this.name = name;
        this.subscript = subscript;
    }

    /** A path of one name, or of several below each other. */
    public static FieldPath of(String name, String... more) {
        FieldPath path = new FieldPath(null, name, false);
        for (String next : more) {
            path = path.child(next);
        }
        return path;
    }

    /** A field of the object at this path. */
    public FieldPath child(String field) {
        return new FieldPath(this, field, false);
    }

    /** An item of the list at this path. */
    public FieldPath index(int position) {
        return new FieldPath(this, Integer.toString(position), true);
    }

    /** An entry of the map at this path. */
    public FieldPath key(String key) {
        return new FieldPath(this, key, true);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        append(out);
        return out.toString();
    }

    private void append(StringBuilder out) {
        if (parent != null) {
            parent.append(out);
        }
        if (subscript) {
            out.append('[').append(name).append(']');
        } else {
            out.append(out.isEmpty() ? "" : ".").append(name);
        }
    }
}
