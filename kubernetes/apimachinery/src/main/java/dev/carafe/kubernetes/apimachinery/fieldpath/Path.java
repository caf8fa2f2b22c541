package dev.carafe.kubernetes.apimachinery.fieldpath;

import java.util.List;

/**
 * Steps from an object's root to a part of it.
 *
 * @param elements the steps, outermost first
 */
public record Path(List<PathElement> elements) {
    public Path {
        elements = List.copyOf(elements);
    }

    /** The path through fields of these names. */
    public static Path of(String... names) {
        return new Path(java.util.Arrays.stream(names)
                .<PathElement>map(PathElement.Field::new)
                .toList());
    }

    /** As messages show it: {@code .spec.containers[name="web"].image}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        elements.forEach(out::append);
        return out.toString();
    }
}
