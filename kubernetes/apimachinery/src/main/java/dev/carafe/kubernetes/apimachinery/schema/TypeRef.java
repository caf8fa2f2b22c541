package dev.carafe.kubernetes.apimachinery.schema;

/** The type of a field or item, as the wire sees it. */
public sealed interface TypeRef {
    /** A type without structure of its own. */
    enum Scalar implements TypeRef {
        STRING,
        BOOLEAN,
        INT32,
        INT64,
        FLOAT64,
        /** RFC 3339 to the second. */
        TIME,
        /** RFC 3339 to the microsecond. */
        MICRO_TIME,
        /** Base64 on the wire. */
        BYTES,
        /** A number or a string. */
        INT_OR_STRING,
        /** An amount with a unit; a string, or a number that a client wrote. */
        QUANTITY,
        /** Any JSON value, kept as it is. */
        ANY,
        /** Any JSON object, kept as it is. */
        OBJECT
    }

    /** A list of items of one type. */
    record ListOf(TypeRef item) implements TypeRef {}

    /** A map from strings to values of one type. */
    record MapOf(TypeRef value) implements TypeRef {}

    /** A structure declared under a name. */
    record Named(String name) implements TypeRef {}
}
