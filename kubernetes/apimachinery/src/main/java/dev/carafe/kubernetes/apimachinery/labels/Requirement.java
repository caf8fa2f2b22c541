package dev.carafe.kubernetes.apimachinery.labels;

import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one label.
 *
 * @param key the label's key
 * @param values sorted, without doubles
 */
public record Requirement(String key, Operator operator, List<String> values) {
    /** Checked and sorted by {@link #of}; a record's own constructor cannot be hidden. */
    public Requirement {
        values = List.copyOf(values);
    }

    /**
     * A requirement that keeps upstream's rules.
     *
     * @throws SelectorException when the key or a value cannot be a label's, or the operator takes other values
     */
    public static Requirement of(String key, Operator operator, Collection<String> values) throws SelectorException {
        List<String> keyErrors = Names.qualifiedName(key);
        if (!keyErrors.isEmpty()) {
            throw invalid("key", Quoted.of(key), String.join("; ", keyErrors));
        }
        List<String> sorted = List.copyOf(new TreeSet<>(values));
        check(operator, sorted);
        for (int i = 0; i < sorted.size(); i++) {
            List<String> errors = Names.labelValue(sorted.get(i));
            if (!errors.isEmpty()) {
                throw invalid("values[" + i + "][" + key + "]", Quoted.of(sorted.get(i)), String.join("; ", errors));
            }
        }
        return new Requirement(key, operator, sorted);
    }

    private static void check(Operator operator, List<String> values) throws SelectorException {
        switch (operator) {
            case IN, NOT_IN ->
                require(!values.isEmpty(), values, "for 'in', 'notin' operators, values set can't be empty");
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
                require(values.size() == 1, values, "exact-match compatibility requires one single value");
            case EXISTS, DOES_NOT_EXIST ->
                require(values.isEmpty(), values, "values set must be empty for exists and does not exist");
            case GREATER_THAN, LESS_THAN -> {
                require(values.size() == 1, values, "for 'Gt', 'Lt' operators, exactly one value is required");
                if (number(values.getFirst()).isEmpty()) {
                    throw invalid(
                            "values[0]",
                            Quoted.of(values.getFirst()),
                            "for 'Gt', 'Lt' operators, the value must be an integer");
                }
            }
        }
    }

    private static void require(boolean holds, List<String> values, String detail) throws SelectorException {
        if (!holds) {
            throw invalid("values", Json.toString(new ArrayList<Object>(values)), detail);
        }
    }

    private static SelectorException invalid(String field, String shown, String detail) {
        return new SelectorException(field + ": Invalid value: " + shown + ": " + detail);
    }

    /** Whether a label of this value, null where the label is absent, meets the condition. */
    public boolean matches(@Nullable String label) {
        return switch (operator) {
            case EQUALS, DOUBLE_EQUALS, IN -> label != null && values.contains(label);
            case NOT_EQUALS, NOT_IN -> label == null || !values.contains(label);
            case EXISTS -> label != null;
            case DOES_NOT_EXIST -> label == null;
            case GREATER_THAN, LESS_THAN -> {
                OptionalLong actual = label == null ? OptionalLong.empty() : number(label);
                OptionalLong bound = number(values.getFirst());
                yield actual.isPresent()
                        && bound.isPresent()
                        && (operator == Operator.GREATER_THAN
                                ? actual.getAsLong() > bound.getAsLong()
                                : actual.getAsLong() < bound.getAsLong());
            }
        };
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** The form that a selector is read from. */
    @Override
    public String toString() {
        return switch (operator) {
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.text() + values.getFirst();
            case IN, NOT_IN -> key + " " + operator.text() + " (" + String.join(",", values) + ")";
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
        };
    }
}
