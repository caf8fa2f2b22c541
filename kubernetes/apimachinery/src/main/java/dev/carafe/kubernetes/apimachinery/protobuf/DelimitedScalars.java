package dev.carafe.kubernetes.apimachinery.protobuf;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the scalars that lie in messages of their own. */
final class DelimitedScalars {
    static final String SCHEMA = "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    private final ProtobufDecoder schemas;

    DelimitedScalars(ProtobufDecoder schemas) {
        this.schemas = schemas;
    }

    /** The value of a whole length-delimited field; null where it is not set. */
    @Nullable
    Object read(WireReader in, Scalar type, int depth) throws MalformedProtobufException {
        return switch (type) {
            case STRING -> in.text();
            case BYTES -> Base64.getEncoder().encodeToString(in.rest());
            case TIME -> Timestamps.read(in, false);
            case MICRO_TIME -> Timestamps.read(in, true);
            case QUANTITY -> quantity(in);
            case INT_OR_STRING -> intOrString(in);
            case RAW -> raw(in);
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> schemaOr(in, type, depth);
            case BOOLEAN, INT32, INT64, FLOAT64 -> throw new IllegalStateException(type + " has no length");
        };
    }

    private static String quantity(WireReader in) throws MalformedProtobufException {
        String text = "";
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.BYTES)) {
                text = in.message().text();
            } else {
                in.skip(tag & 7);
            }
        }
        return text.isEmpty() ? "0" : text;
    }

    private static Object intOrString(WireReader in) throws MalformedProtobufException {
        long isText = 0;
        long number = 0;
        String text = "";
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> isText = in.varint();
                case 2 << 3 | WireReader.VARINT -> number = (int) in.varint();
                case 3 << 3 | WireReader.BYTES -> text = in.message().text();
                default -> in.skip(tag & 7);
            }
        }
        return isText == 1 ? text : (Object) number;
    }

    private static @Nullable Object raw(WireReader in) throws MalformedProtobufException {
        byte[] json = {};
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.BYTES)) {
                json = in.message().rest();
            } else {
                in.skip(tag & 7);
            }
        }
        try {
            return json.length == 0 ? null : Json.decode(json);
        } catch (MalformedJsonException e) {
            throw new MalformedProtobufException(String.valueOf(e.getMessage()));
        }
    }

    /** A schema in one field, or what else there may be in another. */
    private @Nullable Object schemaOr(WireReader in, Scalar type, int depth) throws MalformedProtobufException {
        boolean allows = false;
        Struct schema = null;
        List<Object> items = new ArrayList<>();
        int schemaNumber = type == Scalar.SCHEMA_OR_BOOL ? 2 : 1;
        while (in.hasMore()) {
            int tag = in.tag();
            int number = tag >>> 3;
            if (number == schemaNumber && (tag & 7) == WireReader.BYTES) {
                schema = schemas.schema(in.message(), depth);
            } else if (number == 1 && (tag & 7) == WireReader.VARINT) {
                allows = in.varint() != 0;
            } else if (number == 2 && (tag & 7) == WireReader.BYTES) {
                WireReader item = in.message();
                items.add(type == Scalar.SCHEMA_OR_ARRAY ? schemas.schema(item, depth) : item.text());
            } else {
                in.skip(tag & 7);
            }
        }
        if (type == Scalar.SCHEMA_OR_BOOL) {
            return schema == null ? (Object) allows : schema;
        }
        return schema == null ? Collections.unmodifiableList(items) : schema;
    }
}
