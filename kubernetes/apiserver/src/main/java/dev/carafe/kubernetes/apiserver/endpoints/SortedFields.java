package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.TreeMap;

/** Values with the fields of their objects in order, as Go writes the maps that objects of custom kinds are to it. */
public final class SortedFields {
    private SortedFields() {}

    /** The same value, in order at every depth. */
    public static Object of(Object value) {
        return switch (value) {
            case Struct struct -> {
                TreeMap<String, Object> fields = new TreeMap<>();
                struct.forEach((name, field) -> fields.put(name, of(field)));
                yield Struct.of(fields);
            }
            case List<?> list -> list.stream().map(SortedFields::of).toList();
            default -> value;
        };
    }
}
