package dev.carafe.kubernetes.apimachinery.labels;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions that all must hold of an object's labels. */
public final class LabelSelector {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
    private static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

    private final List<Requirement> requirements;
    private final boolean nothing;

    private LabelSelector(List<Requirement> requirements, boolean nothing) {
        this.requirements = requirements;
        this.nothing = nothing;
    }

    /** Matches every object. */
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /** Matches no object. */
    public static LabelSelector nothing() {
        return NOTHING;
    }

    /** Reads a selector such as {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1}; the empty text matches everything. */
    public static LabelSelector parse(String text) throws SelectorException {
        return text.isBlank() ? EVERYTHING : of(new Parser(text).parse());
    }

    /** The selector of these conditions. */
    public static LabelSelector of(List<Requirement> requirements) {
        return requirements.isEmpty()
                ? EVERYTHING
                : new LabelSelector(
                        requirements.stream()
                                .sorted(Comparator.comparing(Requirement::key))
                                .toList(),
                        false);
    }

    /** Matches the objects that have all these labels; what a Service's or ReplicationController's selector means. */
    public static LabelSelector ofSet(Map<String, String> labels) {
        ArrayList<Requirement> requirements = new ArrayList<>(labels.size());
        labels.forEach((key, value) -> requirements.add(new Requirement(key, Operator.EQUALS, List.of(value))));
        return of(requirements);
    }

    /**
     * Reads a {@code meta/v1.LabelSelector}: absent matches nothing, an empty one everything.
     *
     * @throws SelectorException for an operator, key or value that is not allowed
     */
    public static LabelSelector ofTree(@Nullable Struct tree) throws SelectorException {
        if (tree == null) {
            return NOTHING;
        }
        ArrayList<Requirement> requirements = new ArrayList<>();
        Struct exact = Objects.requireNonNullElse(tree.struct("matchLabels"), Struct.EMPTY);
        for (int i = 0; i < exact.size(); i++) {
            requirements.add(
                    Requirement.of(exact.nameAt(i), Operator.EQUALS, List.of(String.valueOf(exact.valueAt(i)))));
        }
        if (tree.get("matchExpressions") instanceof List<?> expressions) {
            for (Object expression : expressions) {
                if (expression instanceof Struct condition) {
                    requirements.add(requirement(condition));
                }
            }
        }
        return of(requirements);
    }

    private static Requirement requirement(Struct condition) throws SelectorException {
        String word = Objects.requireNonNullElse(condition.string("operator"), "");
        Operator operator = switch (word) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new SelectorException(Quoted.of(word) + " is not a valid label selector operator");
        };
        ArrayList<String> values = new ArrayList<>();
        if (condition.get("values") instanceof List<?> items) {
            items.forEach(item -> values.add(String.valueOf(item)));
        }
        return Requirement.of(Objects.requireNonNullElse(condition.string("key"), ""), operator, values);
    }

    /** Whether an object of these labels, null where it has none, is selected. */
    public boolean matches(@Nullable Struct labels) {
        if (nothing) {
            return false;
        }
        for (int i = 0; i < requirements.size(); i++) {
            Requirement requirement = requirements.get(i);
            if (!requirement.matches(labels == null ? null : labels.string(requirement.key()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an object of these labels is selected. */
    public boolean matches(Map<String, String> labels) {
        if (nothing) {
            return false;
        }
        for (int i = 0; i < requirements.size(); i++) {
            Requirement requirement = requirements.get(i);
            if (!requirement.matches(labels.get(requirement.key()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every object is selected. */
    public boolean isEverything() {
        return !nothing && requirements.isEmpty();
    }

    /** Whether no object can be selected. */
    public boolean isNothing() {
        return nothing;
    }

    /** The conditions, sorted by key; none for everything and nothing. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** The one value that the selector demands of a label, if it demands one; for look-ups by index. */
    public Optional<String> exactValue(String key) {
        return requirements.stream()
                .filter(requirement -> requirement.key().equals(key)
                        && requirement.values().size() == 1
                        && switch (requirement.operator()) {
                            case EQUALS, DOUBLE_EQUALS, IN -> true;
                            case DOES_NOT_EXIST, NOT_EQUALS, NOT_IN, EXISTS, GREATER_THAN, LESS_THAN -> false;
                        })
                .map(requirement -> requirement.values().getFirst())
                .findFirst();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelSelector that && nothing == that.nothing && requirements.equals(that.requirements);
    }

    @Override
    public int hashCode() {
        return requirements.hashCode() + (nothing ? 1 : 0);
    }

    /** The form that {@link #parse} reads; empty for everything and nothing. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
