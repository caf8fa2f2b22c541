package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.TypeRef;

/**
 * How a field's type looks in Java.
 *
 * @param name the accessor's type
 * @param boxed the same where Java wants a reference
 * @param read the accessor's expression; {@code %s} is the field's name in quotes
 * @param fromItem a function from a tree's value to this type, for items of lists and maps
 * @param toValue the expression for the tree; {@code %s} is the Java value
 */
record JavaType(String name, String boxed, String read, String fromItem, String toValue) {

    static JavaType of(TypeRef type) {
        return switch (type) {
            case TypeRef.Scalar scalar -> scalar(scalar);
            case TypeRef.Named(String schema) -> view(JavaNames.qualified(schema));
            case TypeRef.ListOf(TypeRef item) -> list(of(item));
            case TypeRef.MapOf(TypeRef value) -> map(of(value));
        };
    }

    private static JavaType scalar(TypeRef.Scalar scalar) {
        return switch (scalar) {
            case STRING -> new JavaType("String", "String", "string(%s)", "View::asString", "%s");
            case BOOLEAN -> new JavaType("boolean", "Boolean", "bool(%s)", "View::asBool", "%s");
            case INT32 -> new JavaType("int", "Integer", "int32(%s)", "View::asInt32", "(long) %s");
            case INT64 -> new JavaType("long", "Long", "int64(%s)", "View::asInt64", "%s");
            case FLOAT64 -> new JavaType("double", "Double", "float64(%s)", "View::asFloat64", "%s");
            case TIME -> time("Times.format(%s)");
            case MICRO_TIME -> time("Times.formatMicro(%s)");
            case BYTES -> new JavaType("byte[]", "byte[]", "bytes(%s)", "View::asBytes", "toBase64(%s)");
            case INT_OR_STRING ->
                new JavaType("IntOrString", "IntOrString", "intOrString(%s)", "View::asIntOrString", "%s.toValue()");
            case QUANTITY -> new JavaType("Quantity", "Quantity", "quantity(%s)", "View::asQuantity", "%s.toString()");
            case ANY -> new JavaType("Optional<Object>", "Object", "any(%s)", "View::asAny", "%s");
            case OBJECT -> new JavaType("Struct", "Struct", "object(%s)", "View::asStruct", "%s");
        };
    }

    private static JavaType time(String toValue) {
        return new JavaType("Optional<Instant>", "Instant", "time(%s)", "View::asTime", toValue);
    }

    private static JavaType view(String name) {
        return new JavaType(
                name, name, "view(%s, " + name + "::new)", "item -> new " + name + "(asStruct(item))", "%s.struct()");
    }

    private static JavaType list(JavaType item) {
        String name = "List<" + item.boxed + ">";
        return new JavaType(
                name,
                name,
                "list(%s, " + item.fromItem + ")",
                "items -> asList(items, " + item.fromItem + ")",
                "toList(%s, " + item.toFunction("item"));
    }

    private static JavaType map(JavaType value) {
        String name = "Map<String, " + value.boxed + ">";
        return new JavaType(
                name,
                name,
                "map(%s, " + value.fromItem + ")",
                "entries -> asMap(entries, " + value.fromItem + ")",
                "toStruct(%s, " + value.toFunction("entry"));
    }

    /** The rest of a call that turns items into values, with its closing bracket. */
    private String toFunction(String variable) {
        return variable + " -> " + toValue.formatted(variable) + ")";
    }

    /** What {@code withX} takes: a present value, also where the accessor answers an Optional. */
    String parameter() {
        return name.startsWith("Optional<") ? boxed : name;
    }
}
