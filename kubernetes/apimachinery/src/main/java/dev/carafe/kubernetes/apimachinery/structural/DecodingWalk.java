package dev.carafe.kubernetes.apimachinery.structural;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.FirstFew;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass of a {@link Decoder} over one object. Not thread-safe. */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
final class DecodingWalk {
    private final Declarations declarations;
    private final Set<String> keptEmpty;
    private final FirstFew unknown;
    private final Trail trail = new Trail();

    /** The structure whose field is being read; Go's messages name it. */
    private String owner = "";

    DecodingWalk(Declarations declarations, Set<String> keptEmpty, Consumer<String> unknown) {
        this.declarations = declarations;
        this.keptEmpty = keptEmpty;
        this.unknown = new FirstFew(unknown);
    }

    Struct object(Struct object, String structure) throws DecodingException {
        StructDeclaration declaration = declarations.get(structure);
        String outer = owner;
        owner = structure;
        Struct.@Nullable Builder changed = null;
        for (int i = 0; i < object.size(); i++) {
            String name = object.nameAt(i);
            Object before = object.valueAt(i);
            Object after = field(declaration.field(name), name, before);
            if (after != before && changed == null) {
                changed = copy(object, i);
            }
            if (changed != null && after != null) {
                changed.put(name, after);
            }
        }
        owner = outer;
        return changed == null ? object : changed.build();
    }

    /** What becomes of a field, null where it goes. */
    private @Nullable Object field(@Nullable FieldDeclaration field, String name, Object before)
            throws DecodingException {
        if (field == null) {
            if (!unknown.isFull()) {
                unknown.accept(trail.to(name));
            }
            return null;
        }
        if (before == Null.NULL) {
            return field.type() == TypeRef.Scalar.ANY ? before : null;
        }
        trail.enterField(name);
        Object after = value(before, field.type());
        trail.leave();
        if (field.omitsZero() && isZero(after)) {
            return null;
        }
        boolean absent = !field.required()
                && !field.isNullUnset()
                && isEmptyCollection(after, field.type())
                && !keptEmpty.contains(owner + "." + name);
        return absent ? null : after;
    }

    private static boolean isZero(Object value) {
        return value.equals("") || value.equals(0L) || value.equals(false) || value.equals(0.0);
    }

    private static boolean isEmptyCollection(Object value, TypeRef type) {
        return switch (type) {
            case TypeRef.ListOf _ -> ((List<?>) value).isEmpty();
            case TypeRef.MapOf _ -> ((Struct) value).isEmpty();
            case TypeRef.Named _, TypeRef.Scalar _ -> false;
        };
    }

    Object value(Object value, TypeRef type) throws DecodingException {
        return switch (type) {
            case TypeRef.Named(String name) -> object((Struct) accept(value instanceof Struct, value, type), name);
            case TypeRef.ListOf(TypeRef item) -> list((List<?>) accept(value instanceof List, value, type), item);
            case TypeRef.MapOf(TypeRef item) -> map((Struct) accept(value instanceof Struct, value, type), item);
            case TypeRef.Scalar scalar -> scalar(value, scalar);
        };
    }

    private Object list(List<?> list, TypeRef item) throws DecodingException {
        @Nullable ArrayList<Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object before = list.get(i);
            trail.enterItem(i);
            Object after = before == Null.NULL ? zero(item) : value(before, item);
            trail.leave();
            if (after != before && changed == null) {
                changed = new ArrayList<>(list.subList(0, i));
            }
            if (changed != null) {
                changed.add(after);
            }
        }
        return changed == null ? list : Collections.unmodifiableList(changed);
    }

    private Struct map(Struct map, TypeRef item) throws DecodingException {
        Struct.@Nullable Builder changed = null;
        for (int i = 0; i < map.size(); i++) {
            Object before = map.valueAt(i);
            trail.enterKey(map.nameAt(i));
            Object after = before == Null.NULL ? zero(item) : value(before, item);
            trail.leave();
            if (after != before && changed == null) {
                changed = copy(map, i);
            }
            if (changed != null) {
                changed.put(map.nameAt(i), after);
            }
        }
        return changed == null ? map : changed.build();
    }

    private static Struct.Builder copy(Struct struct, int fields) {
        Struct.Builder copy = Struct.builder();
        for (int i = 0; i < fields; i++) {
            copy.put(struct.nameAt(i), struct.valueAt(i));
        }
        return copy;
    }

    /** What a null item of a list or map is: the zero value of its type. */
    private static Object zero(TypeRef type) {
        return switch (type) {
            case TypeRef.Named _, TypeRef.MapOf _ -> Struct.EMPTY;
            case TypeRef.ListOf _ -> List.of();
            case TypeRef.Scalar scalar ->
                switch (scalar) {
                    case STRING, BYTES -> "";
                    case BOOLEAN -> false;
                    case INT32, INT64, INT_OR_STRING -> 0L;
                    case FLOAT64 -> 0.0;
                    case QUANTITY -> "0";
                    case OBJECT -> Struct.EMPTY;
                    case TIME, MICRO_TIME, ANY -> Null.NULL;
                };
        };
    }

    private Object scalar(Object value, TypeRef.Scalar type) throws DecodingException {
        return switch (type) {
            case STRING -> accept(value instanceof String, value, type);
            case BOOLEAN -> accept(value instanceof Boolean, value, type);
            case INT32 -> integer(value, type, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(value, type, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT64 -> accept(value instanceof Number, value, type);
            case TIME -> Scalars.time(value, false);
            case MICRO_TIME -> Scalars.time(value, true);
            case BYTES -> Scalars.bytes((String) accept(value instanceof String, value, type));
            case INT_OR_STRING -> value instanceof String ? value : intOrString(value);
            case QUANTITY -> Scalars.quantity(value);
            case ANY -> value;
            case OBJECT -> accept(value instanceof Struct, value, type);
        };
    }

    private Object integer(Object value, TypeRef type, long min, long max) throws DecodingException {
        if (value instanceof Long number && number >= min && number <= max) {
            return value;
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            long whole = number.longValue();
            accept(whole >= min && whole <= max, value, type);
            return whole;
        }
        return accept(false, value, type);
    }

    private static Object intOrString(Object value) throws DecodingException {
        if (value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.longValue();
        }
        throw new DecodingException("json: cannot unmarshal " + shown(value, true) + " into Go value of type int32");
    }

    /** The value where it is one of the type. */
    private Object accept(boolean fits, Object value, TypeRef type) throws DecodingException {
        if (fits) {
            return value;
        }
        String target = owner.isEmpty()
                ? "Go value of type "
                : "Go struct field " + GoTypes.simple(owner) + "." + trail.fields() + " of type ";
        boolean numeric = type == TypeRef.Scalar.INT32 || type == TypeRef.Scalar.INT64;
        throw new DecodingException(
                "json: cannot unmarshal " + shown(value, numeric) + " into " + target + GoTypes.name(type),
                GoTypes.unconverted(value, type));
    }

    /** The JSON type; of a number also its digits, where the type would take another number. */
    private static String shown(Object value, boolean numeric) {
        return value instanceof Number && numeric ? "number " + Json.toString(value) : Json.typeName(value);
    }
}
