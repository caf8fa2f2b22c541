package dev.carafe.vsphere.vmomi.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value is below a managed object: {@code config.hardware.device[4000].backing}, {@code config.extraConfig["a.b"]}.
 *
 * @param text as the client wrote it, which is how answers call it
 * @param steps the first is always a property of the object itself
 */
public record PropertyPath(String text, List<Step> steps) {
    /** Longer paths are refused, in characters. */
    static final int LENGTH_MAX = 1_024;

    private static final int STEPS_MAX = 32;

    public PropertyPath {
        steps = List.copyOf(steps);
    }

    /** One step downwards. */
    public sealed interface Step {}

    /** To a field of a data object. */
    public record Named(String name) implements Step {}

    /** To the element of an array whose key it is; the key of a number is in its decimal form. */
    public record Keyed(String key) implements Step {}

    /** The path of one property. */
    public static PropertyPath of(String property) {
        return new PropertyPath(property, List.of(new Named(property)));
    }

    /** The path of a field of what this path leads to. */
    public PropertyPath field(String name) {
        return plus(text + "." + name, new Named(name));
    }

    /** The path of an element of the array that this path leads to. */
    public PropertyPath element(Object key) {
        String printed = key instanceof String string ? "\"" + string + "\"" : key.toString();
        return plus(text + "[" + printed + "]", new Keyed(key.toString()));
    }

    private PropertyPath plus(String longer, Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new PropertyPath(longer, more);
    }

    /** The property of the object itself that the path begins with. */
    public String property() {
        return steps.getFirst() instanceof Named(String name) ? name : "";
    }

    /** @throws IllegalArgumentException when the text is no path */
    public static PropertyPath parse(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("a property path has 1 to " + LENGTH_MAX + " characters");
        }
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (steps.size() == STEPS_MAX) {
                throw new IllegalArgumentException("a property path has at most " + STEPS_MAX + " steps");
            }
            if (text.charAt(at) == '[') {
                at = key(text, at, steps);
            } else {
                at = name(text, at, steps);
            }
        }
        return new PropertyPath(text, steps);
    }

    private static int name(String text, int from, List<Step> steps) {
        int start = from;
        if (!steps.isEmpty()) {
            if (text.charAt(from) != '.') {
                throw new IllegalArgumentException("a dot must follow a key in " + text);
            }
            start++;
        }
        int end = start;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        if (end == start || (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[')) {
            throw new IllegalArgumentException("a name is missing or malformed in " + text);
        }
        steps.add(new Named(text.substring(start, end)));
        return end;
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static int key(String text, int from, List<Step> steps) {
        boolean quoted = text.startsWith("[\"", from);
        int start = from + (quoted ? 2 : 1);
        String close = quoted ? "\"]" : "]";
        int end = text.indexOf(close, start);
        if (steps.isEmpty() || end <= start) {
            throw new IllegalArgumentException("a key is missing, not closed or without an array in " + text);
        }
        steps.add(new Keyed(text.substring(start, end)));
        return end + close.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
