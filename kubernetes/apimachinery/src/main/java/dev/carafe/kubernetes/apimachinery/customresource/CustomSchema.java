package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A structural schema (apiextensions/v1 JSONSchemaProps), one node of its tree. Immutable. */
public final class CustomSchema {
    /** The schema of what nothing is known of. */
    static final CustomSchema EMPTY = new CustomSchema(Struct.EMPTY);

    private final Struct source;
    private final String type;
    private final boolean nullable;
    private final boolean preserving;
    private final boolean embedded;
    private final Map<String, CustomSchema> properties;
    private final @Nullable CustomSchema items;
    private final @Nullable CustomSchema additional;
    private final boolean open;
    private final @Nullable Object defaultValue;
    private final Junctors junctors;
    private final List<ValidationRule> rules;

    private CustomSchema(Struct source) {
        this.source = source;
        this.type = text("type");
        this.nullable = flag("nullable");
        this.preserving = flag("x-kubernetes-preserve-unknown-fields");
        this.embedded = flag("x-kubernetes-embedded-resource");
        this.properties = properties(source.struct("properties"));
        Struct one = source.struct("items");
        this.items = one == null ? null : new CustomSchema(one);
        Object others = source.get("additionalProperties");
        this.additional = others instanceof Struct schema ? new CustomSchema(schema) : null;
        this.open = others instanceof Struct || Boolean.TRUE.equals(others);
        Object otherwise = source.get("default");
        this.defaultValue = otherwise == Null.NULL ? null : otherwise;
        this.junctors = new Junctors(list("allOf"), list("anyOf"), list("oneOf"), one("not"));
        this.rules = source.get("x-kubernetes-validations") instanceof List<?> list
                ? list.stream()
                        .filter(Struct.class::isInstance)
                        .map(rule -> new ValidationRule((Struct) rule))
                        .toList()
                : List.of();
    }

    /** Reads a version's schema. */
    public static CustomSchema of(Struct openApiV3Schema) {
        return new CustomSchema(openApiV3Schema);
    }

    private static Map<String, CustomSchema> properties(@Nullable Struct properties) {
        if (properties == null) {
            return Map.of();
        }
        Map<String, CustomSchema> read = LinkedHashMap.newLinkedHashMap(properties.size());
        properties.forEach(
                (name, schema) -> read.put(name, schema instanceof Struct one ? new CustomSchema(one) : EMPTY));
        return Collections.unmodifiableMap(read);
    }

    /**
     * Further schemas that say nothing of shape, only of values.
     *
     * @param allOf that all must hold
     * @param anyOf of which one must hold
     * @param oneOf of which exactly one must hold
     * @param not that must not hold
     */
    record Junctors(
            List<CustomSchema> allOf,
            List<CustomSchema> anyOf,
            List<CustomSchema> oneOf,
            @Nullable CustomSchema not) {}

    private List<CustomSchema> list(String field) {
        return source.get(field) instanceof List<?> schemas
                ? schemas.stream()
                        .map(schema -> schema instanceof Struct one ? new CustomSchema(one) : EMPTY)
                        .toList()
                : List.of();
    }

    private @Nullable CustomSchema one(String field) {
        Struct schema = source.struct(field);
        return schema == null ? null : new CustomSchema(schema);
    }

    Junctors junctors() {
        return junctors;
    }

    private String text(String field) {
        String value = source.string(field);
        return value == null ? "" : value;
    }

    private boolean flag(String field) {
        return Boolean.TRUE.equals(source.get(field));
    }

    /** The schema as it was written, for what has no accessor here. */
    public Struct source() {
        return source;
    }

    /** object, array, string, integer, number, boolean; empty where it does not say. */
    public String type() {
        return type;
    }

    public boolean isNullable() {
        return nullable;
    }

    /** Whether fields that are not declared stay (x-kubernetes-preserve-unknown-fields). */
    public boolean preservesUnknownFields() {
        return preserving;
    }

    /** Whether the value is a whole object with kind, version and metadata (x-kubernetes-embedded-resource). */
    public boolean isEmbeddedResource() {
        return embedded;
    }

    public boolean isIntOrString() {
        return flag("x-kubernetes-int-or-string");
    }

    public Map<String, CustomSchema> properties() {
        return properties;
    }

    /** The schema of a field, null where it is not declared by its name. */
    public @Nullable CustomSchema property(String name) {
        return properties.get(name);
    }

    /** The schema of an array's items. */
    public @Nullable CustomSchema items() {
        return items;
    }

    /** The schema of the fields that are not declared by their names, null where they may be anything or may not be. */
    public @Nullable CustomSchema additionalProperties() {
        return additional;
    }

    /** Whether there may be fields that are not declared by their names. */
    public boolean allowsAdditionalProperties() {
        return open;
    }

    /** The value that an absent field takes. */
    public @Nullable Object defaultValue() {
        return defaultValue;
    }

    /** atomic, set or map; empty, which means atomic, where it does not say (x-kubernetes-list-type). */
    public String listType() {
        return text("x-kubernetes-list-type");
    }

    /** The fields that tell the items of a map list apart. */
    public List<String> listMapKeys() {
        return source.get("x-kubernetes-list-map-keys") instanceof List<?> keys
                ? keys.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** atomic or granular; empty, which means granular, where it does not say (x-kubernetes-map-type). */
    public String mapType() {
        return text("x-kubernetes-map-type");
    }

    /** The rules in CEL that values are held to (x-kubernetes-validations). */
    public List<ValidationRule> rules() {
        return rules;
    }

    /** Whether there is a rule in CEL here or below. */
    public boolean hasRules() {
        return !rules.isEmpty()
                || (items != null && items.hasRules())
                || (additional != null && additional.hasRules())
                || properties.values().stream().anyMatch(CustomSchema::hasRules);
    }

    /** The fields that must be there. */
    public List<String> required() {
        return source.get("required") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }
}
