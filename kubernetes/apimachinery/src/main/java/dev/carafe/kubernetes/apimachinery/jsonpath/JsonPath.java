package dev.carafe.kubernetes.apimachinery.jsonpath;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A path into a tree. Immutable. */
public final class JsonPath {
    /** Values that a path leads to, at most: the rest is not looked at. */
    private static final int FOUND_MAX = 10_000;

    private final List<Step> steps;

    JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a path such as {@code .spec.replicas}, with or without braces around it.
     *
     * @throws JsonPathException when it is none
     */
    public static JsonPath parse(String text) throws JsonPathException {
        return new JsonPathParser(text).parse();
    }

    /** The values that the path leads to, none where something on its way is missing. */
    public List<Object> find(Object root) {
        List<Object> reached = List.of(root);
        for (Step step : steps) {
            List<Object> next = new ArrayList<>();
            for (Object value : reached) {
                follow(step, value, next);
            }
            reached = next;
        }
        return reached;
    }

    private static void follow(Step step, Object value, List<Object> into) {
        if (into.size() >= FOUND_MAX) {
            return;
        }
        switch (step) {
            case Step.Field(String name) -> {
                Object found = value instanceof Struct struct ? struct.get(name) : null;
                if (found != null) {
                    into.add(found);
                }
            }
            case Step.Wildcard _ -> into.addAll(parts(value));
            case Step.Descent _ -> descend(value, into);
            case Step.Union(List<Step> ways) -> ways.forEach(way -> follow(way, value, into));
            case Step.Slice slice -> slice(slice, value, into);
            case Step.Filter filter -> {
                for (Object item : parts(value)) {
                    if (holds(filter, item)) {
                        into.add(item);
                    }
                }
            }
        }
    }

    private static List<?> parts(Object value) {
        return switch (value) {
            case List<?> list -> list;
            case Struct struct -> {
                List<Object> values = new ArrayList<>(struct.size());
                struct.forEach((_, part) -> values.add(part));
                yield values;
            }
            default -> List.of();
        };
    }

    private static void descend(Object value, List<Object> into) {
        if (into.size() < FOUND_MAX) {
            into.add(value);
            parts(value).forEach(part -> descend(part, into));
        }
    }

    private static void slice(Step.Slice slice, Object value, List<Object> into) {
        if (!(value instanceof List<?> list)) {
            return;
        }
        int from = position(slice.from(), 0, list.size());
        int to = slice.single() ? from + 1 : position(slice.to(), list.size(), list.size());
        for (int i = Math.max(0, from); i < Math.min(to, list.size()) && from >= 0; i += slice.by()) {
            into.add(list.get(i));
        }
    }

    private static int position(OptionalInt given, int otherwise, int size) {
        int position = given.orElse(otherwise);
        return position < 0 ? position + size : position;
    }

    private static boolean holds(Step.Filter filter, Object item) {
        List<Object> left = values(filter.left(), item);
        if (filter.operator().isEmpty()) {
            return !left.isEmpty();
        }
        List<Object> right = values(filter.right(), item);
        return !left.isEmpty() && !right.isEmpty() && compare(left.getFirst(), filter.operator(), right.getFirst());
    }

    private static List<Object> values(Step.Operand operand, Object item) {
        return switch (operand) {
            case Step.Operand.Path(JsonPath path) -> path.find(item);
            case Step.Operand.Constant(Object value) -> List.of(value);
        };
    }

    private static boolean compare(Object left, String operator, Object right) {
        boolean ordered = (left instanceof Number && right instanceof Number)
                || (left instanceof String && right instanceof String);
        if (!ordered) {
            return operator.equals("!=") != left.equals(right) && (operator.equals("==") || operator.equals("!="));
        }
        int order = left instanceof Number a && right instanceof Number b
                ? Double.compare(a.doubleValue(), b.doubleValue())
                : left.toString().compareTo(right.toString());
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }
}
