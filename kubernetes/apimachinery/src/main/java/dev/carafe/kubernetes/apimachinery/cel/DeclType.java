package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value that expressions see, with what is known of its size (k8s.io/apiserver/pkg/cel, types.go). Immutable.
 *
 * <p>Sizes bound costs: {@code maxElements} is the most characters, bytes, items or entries that a value has, none of what has
 * no such parts; {@code minSerializedSize} is the fewest bytes of its JSON.
 */
public final class DeclType {
    /** The largest request that is read, bytes (apis/cel, config.go). */
    public static final long REQUEST_BYTES_MAX = 3 * 1024 * 1024;

    public static final DeclType BOOL = scalar(Kind.BOOL, SimpleType.BOOL, 4);
    public static final DeclType INT = scalar(Kind.INT, SimpleType.INT, 1);
    public static final DeclType DOUBLE = scalar(Kind.DOUBLE, SimpleType.DOUBLE, 1);

    /** Anything, of any size. */
    public static final DeclType DYN = scalar(Kind.DYN, SimpleType.DYN, 1);

    /** An amount of a resource. */
    public static final DeclType QUANTITY = scalar(Kind.DYN, QuantityFunctions.TYPE, 8);

    /** Who can be asked what others may do. */
    public static final DeclType AUTHORIZER = scalar(Kind.DYN, AuthorizationFunctions.AUTHORIZER, 0);

    /** What a request does, as a question to such a one. */
    public static final DeclType RESOURCE_CHECK = scalar(Kind.DYN, AuthorizationFunctions.RESOURCE_CHECK, 0);

    /** The keys of maps. */
    static final DeclType KEY = scalar(Kind.STRING, SimpleType.STRING, 0);

    /** What shape a value has in an object. */
    public enum Kind {
        BOOL,
        INT,
        DOUBLE,
        STRING,
        BYTES,
        DURATION,
        /** A day, without a time. */
        DATE,
        TIMESTAMP,
        /** Anything; its operations are checked when they run. */
        DYN,
        LIST,
        MAP,
        OBJECT
    }

    private final Kind kind;
    private final CelType celType;
    private final Map<String, DeclType> fields;
    private final Map<String, String> names;
    private final @Nullable DeclType key;
    private final @Nullable DeclType element;
    private final Uniqueness uniqueness;
    private final List<String> keys;
    private final long maxElements;
    private final long minSerializedSize;

    /** What makes items of a list the same. */
    public enum Uniqueness {
        /** Items are told apart by their places. */
        NONE,
        /** Items are told apart by what they are. */
        SET,
        /** Items are told apart by their keys. */
        MAP
    }

    private DeclType(
            Kind kind,
            CelType celType,
            Map<String, DeclType> fields,
            Map<String, String> names,
            @Nullable DeclType key,
            @Nullable DeclType element,
            Uniqueness uniqueness,
            List<String> keys,
            long maxElements,
            long minSerializedSize) {
        this.kind = kind;
        this.celType = celType;
        this.fields = fields;
        this.names = names;
        this.key = key;
        this.element = element;
        this.uniqueness = uniqueness;
        this.keys = keys;
        this.maxElements = maxElements;
        this.minSerializedSize = minSerializedSize;
    }

    private static DeclType sized(Kind kind, CelType type, @Nullable DeclType element, long maxElements, long minSize) {
        return new DeclType(
                kind, type, Map.of(), Map.of(), null, element, Uniqueness.NONE, List.of(), maxElements, minSize);
    }

    private static DeclType scalar(Kind kind, CelType type, long minSize) {
        return sized(kind, type, null, 0, minSize);
    }

    /** Text, or what JSON writes as text. */
    public static DeclType text(Kind kind, long maxElements) {
        return switch (kind) {
            case STRING -> sized(kind, SimpleType.STRING, null, maxElements, 2);
            case BYTES -> sized(kind, SimpleType.BYTES, null, maxElements, 2);
            case DURATION -> sized(kind, SimpleType.DURATION, null, maxElements, 3);
            case DATE -> sized(kind, SimpleType.TIMESTAMP, null, maxElements, 12);
            case TIMESTAMP -> sized(kind, SimpleType.TIMESTAMP, null, maxElements, 21);
            case DYN -> sized(kind, SimpleType.DYN, null, maxElements, 1);
            default -> throw new IllegalArgumentException(kind + " is not written as text");
        };
    }

    /**
     * A list.
     *
     * @param keys the fields that tell items apart, of lists that are maps
     */
    public static DeclType list(DeclType items, long maxItems, Uniqueness uniqueness, List<String> keys) {
        return new DeclType(
                Kind.LIST,
                ListType.create(items.celType),
                Map.of(),
                Map.of(),
                null,
                items,
                uniqueness,
                List.copyOf(keys),
                maxItems,
                2);
    }

    public static DeclType map(DeclType values, long maxEntries) {
        return sized(Kind.MAP, MapType.create(SimpleType.STRING, values.celType), values, maxEntries, 2);
    }

    /** A map whose keys have a type of their own. */
    public static DeclType map(DeclType keys, DeclType values, long maxEntries) {
        return new DeclType(
                Kind.MAP,
                MapType.create(keys.celType, values.celType),
                Map.of(),
                Map.of(),
                keys,
                values,
                Uniqueness.NONE,
                List.of(),
                maxEntries,
                2);
    }

    /** A value whose type nobody knows before, as a field of a map too. */
    public static DeclType any(long maxElements) {
        return sized(Kind.DYN, SimpleType.ANY, null, maxElements, 1);
    }

    /** A type without parts; what is not one of CEL's own is anything. */
    static DeclType simple(CelType type) {
        return type instanceof SimpleType ? scalar(Kind.DYN, type, 1) : DYN;
    }

    /**
     * An object.
     *
     * @param name of the type, unlike any other's in an environment
     * @param fields by their names in objects; those that cannot be written in expressions are not seen by them
     * @param minSerializedSize bytes
     */
    @SuppressWarnings("Immutable") // the maps do not change, though their types do not say so
    public static DeclType object(String name, Map<String, DeclType> fields, long minSerializedSize) {
        Map<String, DeclType> escaped = LinkedHashMap.newLinkedHashMap(fields.size());
        Map<String, String> names = LinkedHashMap.newLinkedHashMap(fields.size());
        fields.forEach((field, type) -> CelNames.escape(field).ifPresent(identifier -> {
            escaped.put(identifier, type);
            names.put(identifier, field);
        }));
        CelType celType = StructType.create(
                name,
                ImmutableSet.copyOf(escaped.keySet()),
                field -> Optional.ofNullable(escaped.get(field)).map(DeclType::celType));
        return new DeclType(
                Kind.OBJECT, celType, escaped, names, null, null, Uniqueness.NONE, List.of(), 0, minSerializedSize);
    }

    public Kind kind() {
        return kind;
    }

    CelType celType() {
        return celType;
    }

    /** The type of a field, by its identifier; null where expressions see none. */
    public @Nullable DeclType field(String identifier) {
        return fields.get(identifier);
    }

    /** The identifiers of an object's fields. */
    public Iterable<String> identifiers() {
        return fields.keySet();
    }

    /** How objects call a field. */
    String nameOf(String identifier) {
        return names.getOrDefault(identifier, identifier);
    }

    /** The type of a list's items or of a map's values. */
    public @Nullable DeclType element() {
        return element;
    }

    /** The type of a map's keys; null for what is no map. */
    @Nullable
    DeclType keyType() {
        return kind == Kind.MAP && key == null ? KEY : key;
    }

    /** The type of a map's value by its key written as a field; null where nothing is known of it. */
    @Nullable
    DeclType entry() {
        if (kind != Kind.MAP || element == null) {
            return null;
        }
        boolean isSized = key != null && element.celType.equals(SimpleType.DYN) && element.maxElements > 0;
        return isSized || element.celType.equals(SimpleType.ANY) ? element : null;
    }

    Uniqueness uniqueness() {
        return uniqueness;
    }

    List<String> keys() {
        return keys;
    }

    public long maxElements() {
        return maxElements;
    }

    public long minSerializedSize() {
        return minSerializedSize;
    }

    /** Hands all object types of the tree to an environment, by their names. */
    void collectObjects(Map<String, CelType> into) {
        if (kind == Kind.OBJECT) {
            into.put(celType.name(), celType);
        }
        fields.values().forEach(field -> field.collectObjects(into));
        if (element != null) {
            element.collectObjects(into);
        }
    }
}
