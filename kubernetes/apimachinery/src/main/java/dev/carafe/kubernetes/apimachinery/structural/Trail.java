package dev.carafe.kubernetes.apimachinery.structural;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a walk through a tree is. Steps are pushed and popped for every field, so they are kept in two arrays and become
 * text only when there is something to say. Not thread-safe.
 */
final class Trail {
    /** The name of a field, the key of a map's entry (with a negative number), or null for an item of a list. */
    private @Nullable String[] names = new @Nullable String[16];

    private int[] positions = new int[16];
    private int depth;

    void enterField(String name) {
        push(name, 0);
    }

    void enterKey(String key) {
        push(key, -1);
    }

    void enterItem(int position) {
        push(null, position);
    }

    void leave() {
        depth--;
    }

    private void push(@Nullable String name, int position) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            positions = Arrays.copyOf(positions, depth * 2);
        }
        names[depth] = name;
        positions[depth] = position;
        depth++;
    }

    /** The whole way, such as {@code spec.containers[0].name}, and one field further. */
    String to(String field) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            if (name == null) {
                path.append('[').append(positions[i]).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.append(path.isEmpty() ? "" : ".").append(field).toString();
    }

    /** The fields alone, without items and keys, as Go names them. */
    String fields() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            if (name != null && positions[i] >= 0) {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }
}
