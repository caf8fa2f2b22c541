package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scalars that upstream publishes under a name, by which {@code kubectl explain} calls them. */
final class NamedScalars {
    private static final String META = "apimachinery.pkg.apis.meta.v1.";
    private static final String QUANTITY = "apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "apimachinery.pkg.util.intstr.IntOrString";

    private static final Struct STRING = Struct.of("type", "string");
    private static final Struct TIME = Struct.of("type", "string", "format", "date-time");

    private static final Map<TypeRef.Scalar, String> NAMES = Map.of(
            TypeRef.Scalar.TIME,
            META + "Time",
            TypeRef.Scalar.MICRO_TIME,
            META + "MicroTime",
            TypeRef.Scalar.QUANTITY,
            QUANTITY,
            TypeRef.Scalar.INT_OR_STRING,
            INT_OR_STRING);

    private static final Map<String, Struct> SCHEMAS = Map.of(
            META + "Time",
            TIME,
            META + "MicroTime",
            TIME,
            QUANTITY,
            Struct.of("oneOf", List.of(STRING, Struct.of("type", "number"))),
            INT_OR_STRING,
            Struct.of("format", "int-or-string", "oneOf", List.of(Struct.of("type", "integer"), STRING)));

    private NamedScalars() {}

    /** The name of a scalar's schema; empty for one that is written in place. */
    static Optional<String> nameOf(TypeRef.Scalar scalar) {
        return Optional.ofNullable(NAMES.get(scalar));
    }

    /** The schema of this name; empty for a structure's. */
    static Optional<Struct> schema(String name) {
        return Optional.ofNullable(SCHEMAS.get(name));
    }
}
