package dev.carafe.kubernetes.apimachinery.structural;

import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import java.util.List;

/** What upstream's Go types are called, for messages. */
final class GoTypes {
    private GoTypes() {}

    /** Such as {@code []v1.Container}. */
    static String name(TypeRef type) {
        return switch (type) {
            case TypeRef.Named(String name) -> qualified(name);
            case TypeRef.ListOf(TypeRef item) -> "[]" + name(item);
            case TypeRef.MapOf(TypeRef value) ->
                value == TypeRef.Scalar.QUANTITY ? "v1.ResourceList" : "map[string]" + name(value);
            case TypeRef.Scalar scalar ->
                switch (scalar) {
                    case STRING -> "string";
                    case BOOLEAN -> "bool";
                    case INT32 -> "int32";
                    case INT64 -> "int64";
                    case FLOAT64 -> "float64";
                    case TIME -> "v1.Time";
                    case MICRO_TIME -> "v1.MicroTime";
                    case BYTES -> "[]uint8";
                    case INT_OR_STRING -> "intstr.IntOrString";
                    case QUANTITY -> "resource.Quantity";
                    case ANY -> "interface {}";
                    case OBJECT -> "map[string]interface {}";
                };
        };
    }

    /** Why a value of a map does not become one of a type. */
    static String unconverted(Object value, TypeRef type) {
        String kind = kind(value);
        return switch (type) {
            case TypeRef.Named _ -> "cannot restore struct from: " + kind;
            case TypeRef.ListOf _ -> "cannot restore slice from " + kind;
            case TypeRef.MapOf _ -> "cannot restore map from " + kind;
            case TypeRef.Scalar scalar -> unconverted(value, scalar);
        };
    }

    private static String unconverted(Object value, TypeRef.Scalar type) {
        String kind = kind(value);
        return switch (type) {
            case BYTES -> "cannot restore slice from " + kind;
            case OBJECT -> "cannot restore map from " + kind;
            default ->
                isConvertible(value, type)
                        ? "cannot convert " + kind + " to " + name(type)
                        : "unrecognized type: " + name(type);
        };
    }

    /** Whether Go, but not JSON, has a conversion between the two. */
    private static boolean isConvertible(Object value, TypeRef.Scalar type) {
        return (value instanceof Long && type == TypeRef.Scalar.STRING)
                || (value instanceof Double && (type == TypeRef.Scalar.INT32 || type == TypeRef.Scalar.INT64));
    }

    private static String kind(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int64";
            case Double _ -> "float64";
            case List<?> _ -> "slice";
            default -> "map";
        };
    }

    /** The structure's own name, such as {@code PodSpec}. */
    static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** With its package, such as {@code v1.PodSpec}. */
    private static String qualified(String name) {
        int dot = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
        return name.substring(dot + 1);
    }
}
