package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The field that a rule or a selector names, such as {@code .spec['a.b'].c}, found in a schema (cel/validation.go, ValidFieldPath). */
final class RulePath {
    private final List<Step> steps;
    private final CustomSchema target;

    /** A field of an object, or an entry of a map. */
    private record Step(String name, boolean isField) {}

    private RulePath(List<Step> steps, CustomSchema target) {
        this.steps = steps;
        this.target = target;
    }

    /** The schema of the field. */
    CustomSchema target() {
        return target;
    }

    /** The names of the way to the field. */
    List<String> names() {
        return steps.stream().map(Step::name).toList();
    }

    /** The field below a path. */
    FieldPath below(@Nullable FieldPath path) {
        FieldPath at = path;
        for (Step step : steps) {
            if (at == null) {
                at = FieldPath.of(step.name());
            } else {
                at = step.isField() ? at.child(step.name()) : at.key(step.name());
            }
        }
        if (at == null) {
            throw new IllegalStateException("a rule's path has a step");
        }
        return at;
    }

    /** Says what is wrong with a path. */
    @SuppressWarnings("serial") // never written
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    static Optional<RulePath> find(String text, CustomSchema schema) {
        try {
            return Optional.of(parse(text, schema));
        } catch (Malformed _) {
            return Optional.empty();
        }
    }

    static RulePath parse(String text, CustomSchema schema) throws Malformed {
        List<Step> steps = new ArrayList<>();
        CustomSchema at = schema;
        int position = 0;
        while (position < text.length()) {
            String name;
            char c = text.charAt(position);
            if (c == '.') {
                int end = endOfName(text, position + 1);
                if (end == position + 1) {
                    throw new Malformed(
                            end == text.length() ? "unexpected end of JSON path" : "does not refer to a valid field");
                }
                name = text.substring(position + 1, end);
                position = end;
            } else if (c == '[') {
                int end = closingQuote(text, position + 1);
                name = unescaped(text.substring(position + 2, end));
                position = end + 1;
                if (position >= text.length()) {
                    throw new Malformed("unexpected end of JSON path");
                }
                if (text.charAt(position) != ']') {
                    throw new Malformed("expected ] but got " + text.charAt(position));
                }
                position++;
            } else {
                int end = endOfName(text, position);
                throw new Malformed(
                        "expected [ or . but got: " + text.substring(position, Math.max(end, position + 1)));
            }
            boolean isField = !at.properties().isEmpty();
            CustomSchema next = isField ? at.property(name) : at.additionalProperties();
            if (next == null) {
                throw new Malformed("does not refer to a valid field");
            }
            steps.add(new Step(name, isField));
            at = next;
        }
        return new RulePath(List.copyOf(steps), at);
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && ".[]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int closingQuote(String text, int open) throws Malformed {
        if (open >= text.length()) {
            throw new Malformed("unexpected end of JSON path");
        }
        if (text.charAt(open) == '\'') {
            for (int i = open + 1; i < text.length(); i++) {
                if (text.charAt(i) == '\'' && text.charAt(i - 1) != '\\') {
                    return i;
                }
            }
        }
        throw new Malformed("expected single quoted string but got " + text.substring(open));
    }

    private static String unescaped(String text) throws Malformed {
        StringBuilder unescaped = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            i++;
            if (c != '\\' || i == text.length()) {
                unescaped.append(c);
                continue;
            }
            char escaped = text.charAt(i);
            i++;
            switch (escaped) {
                case 'a' -> unescaped.append('\u0007');
                case 'b' -> unescaped.append('\b');
                case 'f' -> unescaped.append('\f');
                case 'n' -> unescaped.append('\n');
                case 'r' -> unescaped.append('\r');
                case 't' -> unescaped.append('\t');
                case 'v' -> unescaped.append('\u000b');
                case '\'' -> unescaped.append('\'');
                case '\\' -> unescaped.append('\\');
                default -> throw new Malformed("invalid string literal: invalid escape char \\" + escaped);
            }
        }
        return unescaped.toString();
    }
}
