package dev.carafe.kubernetes.apimachinery.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A structure: its name and its fields, in the order of the declaration. */
public final class StructDeclaration {
    private final String name;
    private final Map<String, FieldDeclaration> fields;
    private final String mapType;

    /**
     * Declares a structure.
     *
     * @param mapType atomic where server-side apply must not look inside, else empty
     */
    public StructDeclaration(String name, List<FieldDeclaration> fields, String mapType) {
        LinkedHashMap<String, FieldDeclaration> byName = LinkedHashMap.newLinkedHashMap(fields.size());
        fields.forEach(field -> byName.put(field.name(), field));
        this.name = name;
        this.fields = Collections.unmodifiableMap(byName);
        this.mapType = mapType;
    }

    /** Such as {@code api.core.v1.PodSpec}. */
    public String name() {
        return name;
    }

    public Map<String, FieldDeclaration> fields() {
        return fields;
    }

    public @Nullable FieldDeclaration field(String fieldName) {
        return fields.get(fieldName);
    }

    public String mapType() {
        return mapType;
    }
}
