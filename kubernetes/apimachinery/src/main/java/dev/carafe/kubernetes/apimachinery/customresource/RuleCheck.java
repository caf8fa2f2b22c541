package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.cel.CelProgram;
import dev.carafe.kubernetes.apimachinery.cel.CelProgram.Outcome;
import dev.carafe.kubernetes.apimachinery.cel.CelValues;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.cel.common.values.OptionalValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of all rules over one object, within one budget of cost (cel/validation.go). Of one thread. */
final class RuleCheck {
    /** What all rules of an object may cost together (apis/cel, config.go). */
    private static final long BUDGET = 10_000_000;

    /** The longest message that an expression makes, bytes. */
    private static final int MESSAGE_MAX = 5 * 1024;

    private static final String NO_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    private final List<FieldError> errors;
    private final Consumer<FieldError> warnings;
    private long budget = BUDGET;

    RuleCheck(List<FieldError> errors, Consumer<FieldError> warnings) {
        this.errors = errors;
        this.warnings = warnings;
    }

    /** Checks a value and what is in it, until the budget ends. */
    void check(
            SchemaRules node, @Nullable FieldPath path, Object value, @Nullable Object old, Correlation correlation) {
        if (value == Null.NULL || budget < 0) {
            return;
        }
        @Nullable Object before = old == Null.NULL ? null : old;
        rules(node, path, value, before, correlation);
        switch (value) {
            case Struct struct -> fields(node, path, struct, before instanceof Struct was ? was : null, correlation);
            case List<?> list
            when path != null -> items(node, path, list, before instanceof List<?> was ? was : null, correlation);
            default -> {}
        }
    }

    private void fields(
            SchemaRules node, @Nullable FieldPath path, Struct struct, @Nullable Struct old, Correlation correlation) {
        for (int i = 0; i < struct.size() && budget >= 0; i++) {
            String name = struct.nameAt(i);
            Object was = old == null ? null : old.get(name);
            Correlation below = correlation.field(name, path == null);
            SchemaRules additional = node.additional();
            if (additional != null && node.schema().property(name) == null) {
                FieldPath at = path == null ? FieldPath.of(name) : path.key(name);
                check(additional, at, struct.valueAt(i), was, below);
            }
            SchemaRules property = node.property(name);
            if (property != null) {
                FieldPath at = path == null ? FieldPath.of(name) : path.child(name);
                check(property, at, struct.valueAt(i), was, below);
            }
        }
    }

    private void items(SchemaRules node, FieldPath path, List<?> list, @Nullable List<?> old, Correlation correlation) {
        SchemaRules items = node.items();
        if (items == null) {
            return;
        }
        Map<Object, Object> before = ListItems.correlated(old, node.schema());
        for (int i = 0; i < list.size() && budget >= 0; i++) {
            Object item = list.get(i);
            Object was = before.isEmpty() ? null : before.get(ListItems.keyOf(item, node.schema()));
            check(items, path.index(i), item, was, correlation.item(item, before, node.schema()));
        }
    }

    private void rules(
            SchemaRules node, @Nullable FieldPath path, Object value, @Nullable Object old, Correlation correlation) {
        DeclType type = node.type();
        if (node.rules().isEmpty() || type == null) {
            return;
        }
        if (budget <= 0) {
            end(path, node, NO_BUDGET);
            return;
        }
        Object self = CelValues.of(value, type);
        @Nullable Object oldSelf = old == null ? null : CelValues.of(old, type);
        for (CompiledRule rule : node.rules()) {
            if (!rule.error().isEmpty()) {
                errors.add(invalid(path, node, "rule compile error: " + rule.error()));
                continue;
            }
            boolean optional = rule.rule().isOldSelfOptional();
            CelProgram program = rule.program();
            if (program == null || (rule.usesOldSelf() && old == null && !optional)) {
                continue; // nothing to compare with
            }
            Map<String, Object> variables = variables(self, oldSelf, optional);
            Outcome outcome = program.evaluate(variables);
            if (!pays(outcome)) {
                end(path, node, NO_BUDGET);
                return;
            }
            switch (outcome) {
                case Outcome.TooCostly _ -> {
                    end(
                            path,
                            node,
                            "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call"
                                    + " cost exceeds limit for rule: "
                                    + rule.rule().shown());
                    return;
                }
                case Outcome.Failed failed ->
                    errors.add(invalid(
                            path,
                            node,
                            failed.message().startsWith("no such overload")
                                    ? "'" + failed.message()
                                            + "': call arguments did not match a supported operator, function or macro"
                                            + " signature for rule: "
                                            + rule.rule().shown()
                                    : failed.message() + " evaluating rule: "
                                            + rule.rule().shown()));
                case Outcome.Yielded yielded -> {
                    if (!Boolean.TRUE.equals(yielded.value())) {
                        failed(node, path, value, rule, variables, correlation);
                    }
                }
            }
            if (budget < 0) {
                return;
            }
        }
    }

    private static Map<String, Object> variables(Object self, @Nullable Object oldSelf, boolean optional) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(CompiledRule.SELF, self);
        if (optional) {
            variables.put(CompiledRule.OLD_SELF, oldSelf == null ? OptionalValue.EMPTY : OptionalValue.create(oldSelf));
        } else if (oldSelf != null) {
            variables.put(CompiledRule.OLD_SELF, oldSelf);
        }
        return variables;
    }

    /** Takes what an evaluation cost from the budget; false where that was too little. */
    private boolean pays(Outcome outcome) {
        if (outcome.cost() > budget) {
            return false;
        }
        budget -= outcome.cost();
        return true;
    }

    /** Says something that ends the run. */
    private void end(@Nullable FieldPath path, SchemaRules node, String detail) {
        errors.add(invalid(path, node, detail));
        budget = -1;
    }

    private void failed(
            SchemaRules node,
            @Nullable FieldPath path,
            Object value,
            CompiledRule rule,
            Map<String, Object> variables,
            Correlation correlation) {
        String field = rule.path().map(named -> named.below(path).toString()).orElse(name(path));
        Consumer<FieldError> told = !rule.usesOldSelf() && correlation.isUnchanged() ? warnings : errors::add;
        Optional<String> made = message(rule, variables, detail -> {
            told.accept(new FieldError(
                    ErrorType.INVALID, field, Optional.of(node.schema().type()), detail));
            budget = -1;
        });
        if (budget < 0) {
            return;
        }
        String detail = made.orElseGet(() -> rule.rule().message().isEmpty()
                ? "failed rule: " + rule.rule().shown()
                : rule.rule().message().strip());
        boolean compound = value instanceof Struct || value instanceof List<?>;
        Optional<Object> shown = compound ? Optional.empty() : Optional.of(value);
        ErrorType sort = switch (rule.rule().reason()) {
            case "FieldValueForbidden" -> ErrorType.FORBIDDEN;
            case "FieldValueRequired" -> ErrorType.REQUIRED;
            case "FieldValueDuplicate" -> ErrorType.DUPLICATE;
            default -> ErrorType.INVALID;
        };
        told.accept(new FieldError(sort, field, shown, sort == ErrorType.DUPLICATE ? "" : detail));
    }

    /** The message that a rule's expression makes; empty where it has none, or fails to. */
    private Optional<String> message(CompiledRule rule, Map<String, Object> variables, Consumer<String> ended) {
        CelProgram program = rule.message();
        if (program == null) {
            return Optional.empty();
        }
        Outcome outcome = program.evaluate(variables);
        if (!pays(outcome)) {
            ended.accept(
                    "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be"
                            + " run");
            return Optional.empty();
        }
        if (outcome instanceof Outcome.TooCostly) {
            ended.accept(
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: \""
                            + rule.rule().messageExpression() + "\"");
            return Optional.empty();
        }
        return outcome instanceof Outcome.Yielded(String text, long _)
                ? Optional.of(text.strip())
                        .filter(message ->
                                !message.isEmpty() && message.length() <= MESSAGE_MAX && message.indexOf('\n') < 0)
                : Optional.empty();
    }

    private static FieldError invalid(@Nullable FieldPath path, SchemaRules node, String detail) {
        return new FieldError(
                ErrorType.INVALID, name(path), Optional.of(node.schema().type()), detail);
    }

    /** The whole object has no name in upstream's errors. */
    private static String name(@Nullable FieldPath path) {
        return path == null ? "<nil>" : path.toString();
    }
}
