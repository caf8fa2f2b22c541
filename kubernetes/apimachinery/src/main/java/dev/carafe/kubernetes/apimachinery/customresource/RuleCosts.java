package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.cel.CelProgram;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the rules in CEL of a schema when it is written: mistakes, and what they may cost
 * (apiextensions-apiserver/pkg/apis/apiextensions/validation, cel_validation.go). Of one schema.
 */
final class RuleCosts {
    private static final long RULE_MAX = 10_000_000;
    private static final long SCHEMA_MAX = 100_000_000;

    /** How many of the costliest rules are named. */
    private static final int NAMED_MAX = 4;

    private final FieldPath root;
    private final List<FieldError> errors = new ArrayList<>();
    private final List<Named> costly = new ArrayList<>();
    private long total;

    private record Named(FieldPath path, long cost) {}

    /**
     * How often a node's value may be there, and whether its old value can be found.
     *
     * @param times negative where that has no bound of its own
     * @param uncorrelated the part within which old values cannot be found; null outside of one
     */
    private record Place(long times, @Nullable FieldPath uncorrelated) {
        Place below(CustomSchema schema, FieldPath path, boolean found) {
            long most = elements(schema);
            return new Place(
                    times < 0 || most < 0 ? -1 : product(times, most),
                    uncorrelated == null && !found ? path : uncorrelated);
        }

        /** Of an object's fields there is one each; of a map's and a list's parts as many as it says. */
        private static long elements(CustomSchema schema) {
            String bound = switch (schema.type()) {
                case "object" -> schema.source().has("additionalProperties") ? "maxProperties" : "";
                case "array" -> "maxItems";
                default -> "";
            };
            if (bound.isEmpty()) {
                return 1;
            }
            return schema.source().get(bound) instanceof Long most ? Math.max(most, 0) : -1;
        }
    }

    private RuleCosts(FieldPath root) {
        this.root = root;
    }

    /** What is wrong with the rules of a kind's schema. */
    static List<FieldError> check(SchemaRules rules, FieldPath path) {
        RuleCosts costs = new RuleCosts(path);
        costs.node(rules, path, new Place(1, null));
        costs.whole();
        return costs.errors;
    }

    private static long product(long left, long right) {
        return left != 0 && right > Long.MAX_VALUE / left ? Long.MAX_VALUE : left * right;
    }

    private void node(SchemaRules node, FieldPath path, Place place) {
        CustomSchema schema = node.schema();
        SchemaRules additional = node.additional();
        if (additional != null) {
            node(additional, path.child("additionalProperties"), place.below(schema, path, true));
        }
        schema.properties().keySet().forEach(name -> {
            SchemaRules property = node.property(name);
            if (property != null) {
                boolean found = List.of("", "granular", "atomic").contains(schema.mapType());
                node(property, path.child("properties").key(name), place.below(schema, path, found));
            }
        });
        SchemaRules items = node.items();
        if (items != null) {
            boolean found = schema.listType().equals("map");
            node(items, path.child("items"), place.below(schema, path, found));
        }
        if (node.type() == null && !schema.rules().isEmpty()) {
            errors.add(new FieldError(
                    ErrorType.INTERNAL,
                    path.child("x-kubernetes-validations").toString(),
                    Optional.empty(),
                    "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert"
                            + " structural schema to CEL declarations"));
        }
        for (int i = 0; i < node.rules().size(); i++) {
            rule(
                    node,
                    node.rules().get(i),
                    path.child("x-kubernetes-validations").index(i),
                    place);
        }
    }

    private void rule(SchemaRules node, CompiledRule rule, FieldPath path, Place place) {
        DeclType type = node.type();
        CelProgram program = rule.program();
        if (program != null && type != null) {
            long times =
                    place.times() < 0 ? DeclType.REQUEST_BYTES_MAX / (type.minSerializedSize() + 1) : place.times();
            cost(path.child("rule"), "estimated rule cost", product(program.costMax(), times));
        }
        if (!rule.error().isEmpty()) {
            errors.add(FieldError.invalid(path.child("rule"), shown(rule), rule.error()));
        }
        if (!rule.messageError().isEmpty()) {
            errors.add(FieldError.invalid(path.child("messageExpression"), shown(rule), rule.messageError()));
        }
        CelProgram message = rule.message();
        if (message != null) {
            cost(path.child("messageExpression"), "estimated messageExpression cost", message.costMax());
        }
        FieldPath uncorrelated = place.uncorrelated();
        if (rule.usesOldSelf()) {
            if (uncorrelated != null) {
                errors.add(FieldError.invalid(
                        path.child("rule"),
                        rule.rule().rule(),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within " + uncorrelated));
            }
        } else if (rule.rule().source().has("optionalOldSelf")) {
            errors.add(FieldError.invalid(
                    path.child("optionalOldSelf"),
                    rule.rule().isOldSelfOptional(),
                    "may not be set if oldSelf is not used in rule"));
        }
    }

    /** A rule as upstream's errors show it: its own form of it, in which every field is there. */
    private static Struct shown(CompiledRule compiled) {
        ValidationRule rule = compiled.rule();
        return Struct.builder()
                .put("Rule", rule.rule())
                .put("Message", rule.message())
                .put("MessageExpression", rule.messageExpression())
                .put("Reason", rule.reason().isEmpty() ? Null.NULL : rule.reason())
                .put("FieldPath", rule.fieldPath())
                .put("OptionalOldSelf", rule.source().has("optionalOldSelf") ? rule.isOldSelfOptional() : Null.NULL)
                .build();
    }

    private void cost(FieldPath path, String name, long cost) {
        if (cost > RULE_MAX) {
            errors.add(FieldError.forbidden(path, exceeding(name, cost, RULE_MAX)));
        }
        total = total + cost < 0 ? Long.MAX_VALUE : total + cost;
        if (cost >= SCHEMA_MAX / 100) {
            costly.add(new Named(path, cost));
        }
    }

    private void whole() {
        if (total <= SCHEMA_MAX) {
            return;
        }
        costly.stream()
                .sorted(Comparator.comparingLong(Named::cost).reversed())
                .limit(NAMED_MAX)
                .forEach(named -> errors.add(FieldError.forbidden(
                        named.path(),
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")));
        errors.add(FieldError.forbidden(
                root,
                exceeding(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        SCHEMA_MAX)));
    }

    private static String exceeding(String name, long cost, long limit) {
        double factor = (double) cost / limit;
        String shown =
                factor > 100 ? "more than 100x" : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return name + " exceeds budget by factor of " + shown
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings"
                + " are declared)";
    }
}
