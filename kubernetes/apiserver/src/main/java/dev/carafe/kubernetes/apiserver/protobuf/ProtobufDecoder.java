package dev.carafe.kubernetes.apiserver.protobuf;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes objects in Kubernetes' protobuf form into trees.
 *
 * <pre>
 * 6b 38 73 00                      "k8s" and a zero
 * Unknown { 1: TypeMeta { 1: apiVersion 2: kind } 2: raw, the object's message }
 * </pre>
 *
 * <p>Go writes every field that is no pointer, zero or not, and JSON leaves such zeroes out; so does this. Of the fields
 * that are pointers, where zero has a meaning, {@link #ZERO_MEANS} names those that requests use. Thread-safe.
 */
public final class ProtobufDecoder {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int DEPTH_MAX = 200;

    /** Fields whose zero, false or empty value is not the same as its absence. */
    private static final Set<String> ZERO_MEANS = Set.of(
            "replicas",
            "terminationGracePeriodSeconds",
            "gracePeriodSeconds",
            "activeDeadlineSeconds",
            "backoffLimit",
            "completions",
            "parallelism",
            "ttlSecondsAfterFinished",
            "revisionHistoryLimit",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "startingDeadlineSeconds",
            "priority",
            "tolerationSeconds",
            "automountServiceAccountToken",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "runAsNonRoot",
            "enableServiceLinks",
            "controller",
            "blockOwnerDeletion",
            "optional",
            "suspend",
            "immutable",
            "allocateLoadBalancerNodePorts",
            "orphanDependents",
            "storageClassName",
            "ready",
            "serving",
            "terminating");

    private final Declarations declarations;
    private final Function<Kind, @Nullable String> schemas;
    private final ConcurrentHashMap<String, Map<Integer, FieldDeclaration>> numbers = new ConcurrentHashMap<>();

    /**
     * A kind as its message names it.
     *
     * @param apiVersion such as {@code apps/v1}
     */
    public record Kind(String apiVersion, String kind) {}

    /**
     * A decoder over declarations.
     *
     * @param schemas the name of a kind's schema, or null for one that is not known
     */
    public ProtobufDecoder(Declarations declarations, Function<Kind, @Nullable String> schemas) {
        this.declarations = declarations;
        this.schemas = schemas;
    }

    /** Decodes one object. */
    public Struct decode(byte[] body) throws MalformedProtobufException {
        if (body.length < MAGIC.length || !java.util.Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedProtobufException(
                    "provided data does not appear to be a protobuf message, expected" + " prefix [107 56 115 0]");
        }
        WireReader unknown = new WireReader(body, MAGIC.length, body.length);
        String apiVersion = "";
        String kind = "";
        WireReader raw = new WireReader(body, 0, 0);
        while (unknown.hasMore()) {
            int tag = unknown.tag();
            switch (tag) {
                case 1 << 3 | WireReader.BYTES -> {
                    WireReader typeMeta = unknown.message();
                    while (typeMeta.hasMore()) {
                        switch (typeMeta.tag()) {
                            case 1 << 3 | WireReader.BYTES ->
                                apiVersion = typeMeta.message().text();
                            case 2 << 3 | WireReader.BYTES ->
                                kind = typeMeta.message().text();
                            default -> throw new MalformedProtobufException("proto: unknown field in TypeMeta");
                        }
                    }
                }
                case 2 << 3 | WireReader.BYTES -> raw = unknown.message();
                default -> unknown.skip(tag & 7);
            }
        }
        String schema = schemas.apply(new Kind(apiVersion, kind));
        if (schema == null) {
            throw new MalformedProtobufException(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        }
        Struct.Builder object = Struct.builder().put("kind", kind).put("apiVersion", apiVersion);
        fields(raw, schema, object, 0);
        return object.build();
    }

    private Map<Integer, FieldDeclaration> byNumber(StructDeclaration declaration) {
        return numbers.computeIfAbsent(declaration.name(), _ -> {
            Map<Integer, FieldDeclaration> fields = new HashMap<>();
            declaration.fields().values().forEach(field -> {
                if (field.protobufNumber() > 0) {
                    fields.put(field.protobufNumber(), field);
                }
            });
            return fields;
        });
    }

    private void fields(WireReader in, String structure, Struct.Builder into, int depth)
            throws MalformedProtobufException {
        StructDeclaration declaration = declarations.get(structure);
        Map<Integer, FieldDeclaration> byNumber = byNumber(declaration);
        while (in.hasMore()) {
            int tag = in.tag();
            int number = tag >>> 3;
            FieldDeclaration field = byNumber.get(number);
            if (field == null) {
                field = declaration.field(InlinedMessages.renamed(structure, number));
            }
            if (field != null) {
                field(in, tag & 7, field, into, depth);
                continue;
            }
            Map<Integer, String> embedded = InlinedMessages.embedded(structure, number);
            if (embedded.isEmpty() || (tag & 7) != WireReader.BYTES) {
                in.skip(tag & 7);
            } else {
                embedded(in.message(), declaration, embedded, into, depth);
            }
        }
    }

    private void embedded(
            WireReader in, StructDeclaration declaration, Map<Integer, String> names, Struct.Builder into, int depth)
            throws MalformedProtobufException {
        while (in.hasMore()) {
            int tag = in.tag();
            String name = names.get(tag >>> 3);
            FieldDeclaration field = name == null ? null : declaration.field(name);
            if (field == null) {
                in.skip(tag & 7);
            } else {
                field(in, tag & 7, field, into, depth);
            }
        }
    }

    private void field(WireReader in, int wireType, FieldDeclaration field, Struct.Builder into, int depth)
            throws MalformedProtobufException {
        if (depth > DEPTH_MAX) {
            throw new MalformedProtobufException("proto: nested too deep");
        }
        switch (field.type()) {
            case TypeRef.ListOf(TypeRef item) -> {
                List<Object> items = new ArrayList<>();
                if (into.get(field.name()) instanceof List<?> before) {
                    items.addAll(before);
                }
                Object value = value(in, wireType, item, depth);
                if (value != null) {
                    items.add(value);
                    into.put(field.name(), items);
                }
            }
            case TypeRef.MapOf(TypeRef item) -> {
                Struct before = into.get(field.name()) instanceof Struct map ? map : Struct.EMPTY;
                into.put(field.name(), entry(in.message(), item, before, depth));
            }
            case TypeRef.Named _, TypeRef.Scalar _ -> {
                Object value = value(in, wireType, field.type(), depth);
                if (value != null && (!isZero(value) || field.required() || ZERO_MEANS.contains(field.name()))) {
                    into.put(field.name(), value);
                }
            }
        }
    }

    private static boolean isZero(Object value) {
        return value.equals("") || value.equals(0L) || value.equals(false) || value.equals(0.0);
    }

    private Struct entry(WireReader in, TypeRef type, Struct map, int depth) throws MalformedProtobufException {
        String key = "";
        Object value = null;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> key = in.message().text();
                case 2 ->
                    value = type instanceof TypeRef.ListOf(TypeRef item)
                            ? items(in.message(), item, depth)
                            : value(in, tag & 7, type, depth);
                default -> in.skip(tag & 7);
            }
        }
        return map.with(key, value == null ? "" : value);
    }

    /** A list as the value of a map: a message whose field 1 holds the items. */
    private List<Object> items(WireReader in, TypeRef item, int depth) throws MalformedProtobufException {
        List<Object> items = new ArrayList<>();
        while (in.hasMore()) {
            int tag = in.tag();
            Object value = value(in, tag & 7, item, depth);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    /** One value; null for a time that is not set. */
    private @Nullable Object value(WireReader in, int wireType, TypeRef type, int depth)
            throws MalformedProtobufException {
        return switch (type) {
            case TypeRef.Named(String name) -> {
                Struct.Builder nested = Struct.builder();
                fields(in.message(), name, nested, depth + 1);
                yield nested.build();
            }
            case TypeRef.Scalar scalar -> scalar(in, wireType, scalar);
            case TypeRef.ListOf _, TypeRef.MapOf _ ->
                throw new MalformedProtobufException("proto: a list within a list");
        };
    }

    private static @Nullable Object scalar(WireReader in, int wireType, TypeRef.Scalar type)
            throws MalformedProtobufException {
        return switch (type) {
            case STRING -> in.message().text();
            case BOOLEAN -> in.varint() != 0;
            case INT32 -> (long) (int) in.varint();
            case INT64 -> in.varint();
            case FLOAT64 ->
                wireType == WireReader.FIXED64 ? Double.longBitsToDouble(in.fixed64()) : (double) in.varint();
            case TIME -> time(in.message(), false);
            case MICRO_TIME -> time(in.message(), true);
            case BYTES -> Base64.getEncoder().encodeToString(in.message().rest());
            case QUANTITY -> first(in.message());
            case INT_OR_STRING -> intOrString(in.message());
            case ANY, OBJECT -> raw(in.message());
        };
    }

    /** A message of one string. */
    private static String first(WireReader in) throws MalformedProtobufException {
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
            switch (tag >>> 3) {
                case 1 -> isText = in.varint();
                case 2 -> number = (int) in.varint();
                case 3 -> text = in.message().text();
                default -> in.skip(tag & 7);
            }
        }
        return isText == 1 ? text : (Object) number;
    }

    private static @Nullable String time(WireReader in, boolean micro) throws MalformedProtobufException {
        if (!in.hasMore()) {
            return null;
        }
        long seconds = 0;
        long nanos = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> seconds = in.varint();
                case 2 -> nanos = (int) in.varint();
                default -> in.skip(tag & 7);
            }
        }
        Instant time;
        try {
            time = Instant.ofEpochSecond(seconds, nanos);
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw new MalformedProtobufException("proto: time out of range");
        }
        return micro ? Times.formatMicro(time) : Times.format(time);
    }

    /** A message whose field 1 holds JSON (RawExtension, FieldsV1, JSON). */
    private static @Nullable Object raw(WireReader in) throws MalformedProtobufException {
        Object value = null;
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.BYTES)) {
                byte[] json = in.message().rest();
                try {
                    value = json.length == 0 ? null : Json.decode(json);
                } catch (MalformedJsonException e) {
                    throw new MalformedProtobufException(String.valueOf(e.getMessage()));
                }
            } else {
                in.skip(tag & 7);
            }
        }
        return value;
    }
}
