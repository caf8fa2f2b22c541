package dev.carafe.kubernetes.apimachinery.fields;

import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Conditions that all must hold of an object's fields; none match everything.
 *
 * @param terms in the order they were written
 */
public record FieldSelector(List<Term> terms) {
    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /**
     * A field and the value it must have, or must not.
     *
     * @param equal whether it must have the value
     */
    public record Term(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escape(value);
        }
    }

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** Matches every object. */
    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /** Matches the objects whose field has this value. */
    public static FieldSelector of(String field, String value) {
        return new FieldSelector(List.of(new Term(field, true, value)));
    }

    /** Reads a selector such as {@code metadata.name=x,spec.nodeName!=y}, with backslashes before commas and the like. */
    public static FieldSelector parse(String text) throws SelectorException {
        if (text.isEmpty()) {
            return EVERYTHING;
        }
        ArrayList<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part, text));
            }
        }
        return new FieldSelector(terms);
    }

    /** Splits at commas that no backslash precedes. */
    private static List<String> split(String text) {
        ArrayList<String> parts = new ArrayList<>();
        int start = 0;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String part, String selector) throws SelectorException {
        for (int i = 0; i < part.length(); i++) {
            for (String operator : List.of("!=", "==", "=")) {
                if (part.startsWith(operator, i)) {
                    String value = unescape(part.substring(i + operator.length()));
                    return new Term(part.substring(0, i), !operator.equals("!="), value);
                }
            }
        }
        throw new SelectorException("invalid selector: '" + selector + "'; can't understand '" + part + "'");
    }

    private static String unescape(String text) throws SelectorException {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ',' || c == '=') {
                throw new SelectorException("invalid field selector: unescaped character in value: " + c);
            }
            if (c == '\\') {
                i++;
                if (i == text.length() || "\\,=".indexOf(text.charAt(i)) < 0) {
                    throw new SelectorException("invalid field selector: invalid escape sequence: "
                            + text.substring(i - 1, Math.min(i + 1, text.length())));
                }
            }
            out.append(text.charAt(i));
            i++;
        }
        return out.toString();
    }

    /** A value with backslashes before what would end it. */
    public static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /**
     * Whether an object is selected.
     *
     * @param fields the value of each field, empty where the object has none
     */
    public boolean matches(UnaryOperator<String> fields) {
        for (Term term : terms) {
            if (fields.apply(term.field()).equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    /** The one value that the selector demands of a field, if it demands one; for look-ups by index. */
    public Optional<String> exactValue(String field) {
        return terms.stream()
                .filter(term -> term.equal() && term.field().equals(field))
                .map(Term::value)
                .findFirst();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }
}
