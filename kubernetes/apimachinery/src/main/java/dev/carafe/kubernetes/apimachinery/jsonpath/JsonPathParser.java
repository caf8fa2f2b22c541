package dev.carafe.kubernetes.apimachinery.jsonpath;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one path. Used once. */
final class JsonPathParser {
    private static final int LENGTH_MAX = 4_096;
    private static final Pattern SLICE = Pattern.compile("(-?\\d{1,9})?(?::(-?\\d{1,9})?(?::(\\d{1,9})?)?)?");
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

    private final String text;
    private int at;

    JsonPathParser(String text) {
        String inner = text.strip();
        boolean braced = inner.startsWith("{") && inner.endsWith("}") && inner.length() > 1;
        this.text = braced ? inner.substring(1, inner.length() - 1).strip() : inner;
    }

    JsonPath parse() throws JsonPathException {
        if (text.length() > LENGTH_MAX) {
            throw new JsonPathException("path is longer than " + LENGTH_MAX + " characters");
        }
        List<Step> steps = new ArrayList<>();
        if (text.startsWith("$") || text.startsWith("@")) {
            at = 1;
        }
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '.' -> dot(steps);
                case '[' -> steps.add(bracket());
                default -> throw unexpected();
            }
        }
        return new JsonPath(steps);
    }

    private JsonPathException unexpected() {
        return new JsonPathException(
                "unexpected character " + text.substring(at, at + 1) + " at position " + at + " of " + text);
    }

    private void dot(List<Step> steps) throws JsonPathException {
        at++;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            steps.add(new Step.Descent());
        }
        if (at == text.length() || text.charAt(at) == '[') {
            return; // the value itself
        }
        String name = name();
        if (name.isEmpty()) {
            throw unexpected();
        }
        steps.add(name.equals("*") ? new Step.Wildcard() : new Step.Field(name));
    }

    /** A field's name; a backslash takes the next character as it is. */
    private String name() {
        StringBuilder name = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                name.append(text.charAt(at));
            } else if (c == '.' || c == '[' || Character.isWhitespace(c) || c == ']' || c == ')') {
                break;
            } else {
                name.append(c);
            }
            at++;
        }
        return name.toString();
    }

    private Step bracket() throws JsonPathException {
        int end = end();
        String inner = text.substring(at + 1, end).strip();
        at = end + 1;
        if (inner.startsWith("?(") && inner.endsWith(")")) {
            return filter(inner.substring(2, inner.length() - 1).strip());
        }
        List<Step> ways = new ArrayList<>();
        for (String part : split(inner)) {
            ways.add(way(part.strip()));
        }
        return ways.size() == 1 ? ways.getFirst() : new Step.Union(List.copyOf(ways));
    }

    /** Where the bracket closes, looking over quotes and inner brackets. */
    private int end() throws JsonPathException {
        int depth = 0;
        char quote = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && --depth == 0) {
                return i;
            }
        }
        throw new JsonPathException("unterminated array in " + text);
    }

    private static List<String> split(String inner) {
        List<String> parts = new ArrayList<>();
        char quote = 0;
        int start = 0;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ',') {
                parts.add(inner.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inner.substring(start));
        return parts;
    }

    private Step way(String part) throws JsonPathException {
        if (part.equals("*")) {
            return new Step.Wildcard();
        }
        if (isQuoted(part)) {
            return new Step.Field(part.substring(1, part.length() - 1));
        }
        Matcher slice = SLICE.matcher(part);
        if (part.isEmpty() || !slice.matches()) {
            throw new JsonPathException("invalid array index " + part + " in " + text);
        }
        if (part.indexOf(':') < 0) {
            return Step.Slice.of(Integer.parseInt(part));
        }
        OptionalInt by = number(slice.group(3));
        if (by.isPresent() && by.getAsInt() == 0) {
            throw new JsonPathException("step must be > 0 in " + text);
        }
        return new Step.Slice(number(slice.group(1)), number(slice.group(2)), by.orElse(1), false);
    }

    private static OptionalInt number(@Nullable String digits) {
        return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    }

    private static boolean isQuoted(String part) {
        return part.length() > 1
                && ((part.startsWith("'") && part.endsWith("'")) || (part.startsWith("\"") && part.endsWith("\"")));
    }

    private Step filter(String condition) throws JsonPathException {
        int found = operatorAt(condition);
        if (found < 0) {
            Step.Operand left = operand(condition);
            return new Step.Filter(left, "", left);
        }
        String rest = condition.substring(found);
        String operator =
                OPERATORS.stream().filter(rest::startsWith).findFirst().orElseThrow();
        return new Step.Filter(
                operand(condition.substring(0, found).strip()),
                operator,
                operand(rest.substring(operator.length()).strip()));
    }

    private static int operatorAt(String condition) {
        char quote = 0;
        for (int i = 0; i < condition.length(); i++) {
            char c = condition.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (OPERATORS.stream()
                    .anyMatch(condition.substring(i, Math.min(i + 2, condition.length()))::startsWith)) {
                return i;
            }
        }
        return -1;
    }

    private Step.Operand operand(String part) throws JsonPathException {
        if (part.startsWith("@") || part.startsWith("$") || part.startsWith(".")) {
            return new Step.Operand.Path(parse(part));
        }
        if (isQuoted(part)) {
            return new Step.Operand.Constant(part.substring(1, part.length() - 1));
        }
        return switch (part) {
            case "true" -> new Step.Operand.Constant(true);
            case "false" -> new Step.Operand.Constant(false);
            default -> new Step.Operand.Constant(decimal(part));
        };
    }

    private Double decimal(String part) throws JsonPathException {
        try {
            return Double.valueOf(part);
        } catch (NumberFormatException _) {
            throw new JsonPathException("unrecognized operand " + part + " in " + text);
        }
    }

    /** Operands hold no filters of their own, so a path within one is at most once nested in this way. */
    private JsonPath parse(String part) throws JsonPathException {
        if (part.contains("?(")) {
            throw new JsonPathException("a filter within a filter in " + text);
        }
        return new JsonPathParser(part).parse();
    }
}
