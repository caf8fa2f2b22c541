package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The declarations that schemas come to, by which objects of their kinds are merged as built-in ones are. Immutable. */
public final class CustomDeclarations implements Declarations {
    private static final String META = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private final Declarations builtin;
    private final Map<String, StructDeclaration> structures = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    /**
     * The declarations of kinds.
     *
     * @param schemas the schema of each kind's objects, by the name that its declaration shall have
     * @param builtin where metadata is declared
     */
    public CustomDeclarations(Map<String, CustomSchema> schemas, Declarations builtin) {
        this.builtin = builtin;
        schemas.forEach((name, schema) -> declare(name, schema, true));
    }

    @Override
    public @Nullable StructDeclaration find(String name) {
        StructDeclaration custom = structures.get(name);
        return custom == null ? builtin.find(name) : custom;
    }

    @Override
    public boolean keepsUnknown(String name) {
        return open.contains(name);
    }

    private void declare(String name, CustomSchema schema, boolean whole) {
        if (schema.preservesUnknownFields()) {
            open.add(name);
        }
        List<FieldDeclaration> fields = new ArrayList<>();
        schema.properties().forEach((field, type) -> {
            if (!whole || !OF_EVERY_OBJECT.contains(field)) {
                fields.add(field(field, type(name + "." + field, type), type));
            }
        });
        if (whole) {
            fields.add(field("apiVersion", TypeRef.Scalar.STRING, CustomSchema.EMPTY));
            fields.add(field("kind", TypeRef.Scalar.STRING, CustomSchema.EMPTY));
            fields.add(field("metadata", new TypeRef.Named(META), CustomSchema.EMPTY));
        }
        structures.put(name, new StructDeclaration(name, List.copyOf(fields), atomic(schema)));
    }

    private static String atomic(CustomSchema schema) {
        return schema.mapType().equals("atomic") ? "atomic" : "";
    }

    private static FieldDeclaration field(String name, TypeRef type, CustomSchema schema) {
        return new FieldDeclaration(
                name,
                type,
                false,
                0,
                schema.listType(),
                schema.listMapKeys(),
                atomic(schema),
                Set.of(),
                "",
                Optional.ofNullable(schema.defaultValue()),
                Optional.empty(),
                List.of(),
                false);
    }

    private TypeRef type(String path, CustomSchema schema) {
        if (schema.isIntOrString()) {
            return TypeRef.Scalar.INT_OR_STRING;
        }
        return switch (schema.type()) {
            case "string" -> TypeRef.Scalar.STRING;
            case "boolean" -> TypeRef.Scalar.BOOLEAN;
            case "integer" -> TypeRef.Scalar.INT64;
            case "number" -> TypeRef.Scalar.FLOAT64;
            case "array" -> {
                CustomSchema items = schema.items();
                yield new TypeRef.ListOf(items == null ? TypeRef.Scalar.ANY : type(path + "[]", items));
            }
            case "object" -> object(path, schema);
            default -> TypeRef.Scalar.ANY;
        };
    }

    private TypeRef object(String path, CustomSchema schema) {
        CustomSchema values = schema.additionalProperties();
        if (values != null) {
            return new TypeRef.MapOf(type(path + "{}", values));
        }
        if (schema.properties().isEmpty() && !schema.isEmbeddedResource()) {
            return TypeRef.Scalar.OBJECT;
        }
        declare(path, schema, schema.isEmbeddedResource());
        return new TypeRef.Named(path);
    }
}
