package dev.carafe.kubernetes.apimachinery.structural;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the values that declarations give to absent fields.
 *
 * <p>Declarations also give zero values ({@code ""}, 0, false, an empty structure) to fields that upstream always writes,
 * such as {@code status: {}}, a container's {@code resources: {}} or a condition's {@code lastProbeTime: null}. Required fields,
 * structures and times get theirs, so that an object reads as upstream's; other optional scalars do not, since upstream leaves those
 * out. Subtrees without a gap are
 * shared with the input. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
public final class Defaulter {
    private final Declarations declarations;
    private final ConcurrentHashMap<String, List<FieldDeclaration>> defaulted = new ConcurrentHashMap<>();

    public Defaulter(Declarations declarations) {
        this.declarations = declarations;
    }

    /**
     * The object with its gaps filled.
     *
     * @param structure the name of its declaration, such as {@code api.core.v1.Pod}
     */
    public Struct apply(Struct object, String structure) {
        StructDeclaration declaration = declarations.get(structure);
        Struct result = nested(object, declaration);
        List<FieldDeclaration> gaps = defaulted.computeIfAbsent(structure, _ -> defaultedFields(declaration));
        Struct.@Nullable Builder changed = null;
        for (int i = 0; i < gaps.size(); i++) {
            FieldDeclaration field = gaps.get(i);
            Object present = result.get(field.name());
            Object otherwise = field.defaultValue().orElseThrow();
            if (present == null || (present == Null.NULL && otherwise != Null.NULL)) {
                if (changed == null) {
                    changed = result.toBuilder();
                }
                changed.put(field.name(), value(otherwise, field.type()));
            }
        }
        return changed == null ? result : changed.build();
    }

    private static List<FieldDeclaration> defaultedFields(StructDeclaration declaration) {
        return declaration.fields().values().stream()
                .filter(field -> field.defaultValue().isPresent() && isShown(field))
                .toList();
    }

    private static boolean isShown(FieldDeclaration field) {
        return switch (field.defaultValue().orElseThrow()) {
            case Struct struct -> field.type() instanceof TypeRef.Named || !struct.isEmpty();
            case String text -> field.required() || !text.isEmpty();
            case Long number -> field.required() || number != 0;
            case Boolean bool -> field.required() || bool;
            default -> true;
        };
    }

    private Struct nested(Struct object, StructDeclaration declaration) {
        Struct result = object;
        for (int i = 0; i < object.size(); i++) {
            FieldDeclaration field = declaration.field(object.nameAt(i));
            if (field != null) {
                Object before = object.valueAt(i);
                Object after = value(before, field.type());
                if (after != before) {
                    result = result.with(object.nameAt(i), after);
                }
            }
        }
        return result;
    }

    private Object value(Object value, TypeRef type) {
        return switch (type) {
            case TypeRef.Named(String name) -> value instanceof Struct struct ? apply(struct, name) : value;
            case TypeRef.ListOf(TypeRef item) -> value instanceof List<?> list ? list(list, item) : value;
            case TypeRef.MapOf(TypeRef item) -> value instanceof Struct map ? map(map, item) : value;
            case TypeRef.Scalar _ -> value;
        };
    }

    private Object list(List<?> list, TypeRef item) {
        if (item instanceof TypeRef.Scalar) {
            return list;
        }
        @Nullable ArrayList<Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object before = list.get(i);
            Object after = value(before, item);
            if (after != before) {
                if (changed == null) {
                    changed = new ArrayList<>(list);
                }
                changed.set(i, after);
            }
        }
        return changed == null ? list : Collections.unmodifiableList(changed);
    }

    private Struct map(Struct map, TypeRef item) {
        if (item instanceof TypeRef.Scalar) {
            return map;
        }
        Struct.@Nullable Builder changed = null;
        for (int i = 0; i < map.size(); i++) {
            Object before = map.valueAt(i);
            Object after = value(before, item);
            if (after != before) {
                if (changed == null) {
                    changed = map.toBuilder();
                }
                changed.put(map.nameAt(i), after);
            }
        }
        return changed == null ? map : changed.build();
    }
}
