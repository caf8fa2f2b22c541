package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.cel.CelNames;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules in CEL of a schema, compiled: the part of its tree that has any (apiextensions-apiserver/pkg/apiserver/schema/cel).
 * Thread-safe.
 */
public final class SchemaRules {
    private final CustomSchema schema;
    private final @Nullable DeclType type;
    private final List<CompiledRule> rules;
    private final @Nullable SchemaRules items;
    private final @Nullable SchemaRules additional;
    private final Map<String, SchemaRules> properties;

    private SchemaRules(
            CustomSchema schema,
            @Nullable DeclType type,
            List<CompiledRule> rules,
            @Nullable SchemaRules items,
            @Nullable SchemaRules additional,
            Map<String, SchemaRules> properties) {
        this.schema = schema;
        this.type = type;
        this.rules = rules;
        this.items = items;
        this.additional = additional;
        this.properties = properties;
    }

    /** The rules of a kind's schema; empty where it has none. Compiling takes milliseconds a rule. */
    public static Optional<SchemaRules> of(CustomSchema schema) {
        return of(schema, true);
    }

    /**
     * The rules of the values of a schema.
     *
     * @param whole whether values are objects with kind, version and metadata
     */
    static Optional<SchemaRules> of(CustomSchema schema, boolean whole) {
        return schema.hasRules() ? Optional.ofNullable(of(schema, SchemaTypes.of(schema, whole))) : Optional.empty();
    }

    private static @Nullable SchemaRules of(@Nullable CustomSchema schema, @Nullable DeclType type) {
        if (schema == null || !schema.hasRules()) {
            return null;
        }
        List<CompiledRule> rules = new ArrayList<>();
        if (type != null && !schema.rules().isEmpty()) {
            CompiledRule.Environments environments = new CompiledRule.Environments(type);
            schema.rules().forEach(rule -> rules.add(CompiledRule.of(rule, schema, environments)));
        }
        DeclType element = type == null ? null : type.element();
        Map<String, SchemaRules> properties = new LinkedHashMap<>();
        schema.properties().forEach((name, property) -> {
            SchemaRules below = of(property, fieldType(type, name, property));
            if (below != null) {
                properties.put(name, below);
            }
        });
        return new SchemaRules(
                schema,
                type,
                rules,
                of(schema.items(), element),
                of(schema.additionalProperties(), element),
                properties);
    }

    /** The type of a field, also of one whose name no expression can write. */
    private static @Nullable DeclType fieldType(@Nullable DeclType type, String name, CustomSchema declared) {
        Optional<String> identifier = CelNames.escape(name);
        if (identifier.isEmpty()) {
            return SchemaTypes.of(declared, declared.isEmbeddedResource());
        }
        return type == null ? null : type.field(identifier.get());
    }

    /**
     * Runs the rules on an object.
     *
     * @param old what it was before, null for a new one
     * @param errors takes what is wrong
     * @param warnings takes what was wrong before already, and stays so
     */
    public void check(Struct object, @Nullable Struct old, List<FieldError> errors, Consumer<FieldError> warnings) {
        new RuleCheck(errors, warnings).check(this, null, object, old, Correlation.of(object, old));
    }

    /** Runs the rules on a part of an object. */
    void checkValue(Object value, @Nullable Object old, FieldPath path, List<FieldError> errors) {
        new RuleCheck(errors, _ -> {}).check(this, path, value, old, Correlation.of(value, null));
    }

    CustomSchema schema() {
        return schema;
    }

    /** What rules see of values; null where that is nothing. */
    @Nullable
    DeclType type() {
        return type;
    }

    List<CompiledRule> rules() {
        return rules;
    }

    @Nullable
    SchemaRules items() {
        return items;
    }

    @Nullable
    SchemaRules additional() {
        return additional;
    }

    @Nullable
    SchemaRules property(String name) {
        return properties.get(name);
    }
}
