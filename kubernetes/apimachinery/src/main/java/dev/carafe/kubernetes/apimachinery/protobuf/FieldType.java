package dev.carafe.kubernetes.apimachinery.protobuf;

/**
 * What a field of a message holds.
 *
 * <p>In the table: {@code s b i32 i64 f64 bytes time microtime quantity intstr raw} and {@code schemaOr…} scalars,
 * {@code @name} a message, {@code [T]} a repeated field, {@code {T}} a map of strings, {@code <T>} a message whose field 1
 * repeats T, as Go's named list types are written.
 */
public sealed interface FieldType {
    /** A type that JSON sees as one value. */
    enum Scalar implements FieldType {
        STRING,
        BOOLEAN,
        INT32,
        INT64,
        FLOAT64,
        BYTES,
        /** Seconds since 1970; nothing inside where it is not set. */
        TIME,
        /** The same with nanoseconds, of which whole microseconds count. */
        MICRO_TIME,
        /** A message of one string. */
        QUANTITY,
        /** {@code {1: 0 number or 1 string, 2: number, 3: string}}. */
        INT_OR_STRING,
        /** A message whose field 1 holds JSON: RawExtension, FieldsV1, JSON. */
        RAW,
        /** A schema or a list of them ({@code JSONSchemaPropsOrArray}). */
        SCHEMA_OR_ARRAY,
        /** A schema or a boolean ({@code JSONSchemaPropsOrBool}). */
        SCHEMA_OR_BOOL,
        /** A schema or a list of names ({@code JSONSchemaPropsOrStringArray}). */
        SCHEMA_OR_STRINGS
    }

    /** Another message. */
    record Message(String name) implements FieldType {}

    /** A repeated field. */
    record ListOf(FieldType item) implements FieldType {}

    /** A map of strings: a repeated message of key and value, in the order of the keys. */
    record MapOf(FieldType value) implements FieldType {}

    /** A list that is a message of its own. */
    record Wrapped(FieldType item) implements FieldType {}
}
