package dev.carafe.kubernetes.apimachinery.validation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules for names of objects, labels and the like. Each answers with what is wrong, empty where nothing is.
 *
 * <p>The rules are checked by hand-written scans, since every label of every object written passes here; the expressions
 * in the messages are upstream's.
 */
public final class Names {
    public static final int DNS1123_LABEL_MAX = 63;
    public static final int DNS1123_SUBDOMAIN_MAX = 253;
    public static final int DNS1035_LABEL_MAX = 63;
    public static final int QUALIFIED_NAME_MAX = 63;
    public static final int LABEL_VALUE_MAX = 63;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric"
            + " characters or '-', and must start and end with an alphanumeric character";
    /** What a DNS subdomain is, as errors show it. */
    public static final String DNS1123_SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";

    private static final String SUBDOMAIN_RULE = "a lowercase RFC 1123 subdomain must consist of lower case"
            + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
    private static final String WILDCARD_RULE =
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid"
                    + " DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an"
                    + " alphanumeric character";
    private static final String DNS1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS1035_RULE = "a DNS-1035 label must consist of lower case alphanumeric characters or"
            + " '-', start with an alphabetic character, and end with an alphanumeric character";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String QUALIFIED_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must"
            + " start and end with an alphanumeric character";
    private static final String LABEL_VALUE_RULE = "a valid label must be an empty string or consist of alphanumeric"
            + " characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private Names() {}

    /** One part of a DNS name, such as {@code my-name}: names of namespaces and containers. */
    public static List<String> dns1123Label(String value) {
        List<String> errors = ofCharacters(value, DNS1123_LABEL_MAX);
        if (!isLabel(value, 0, value.length())) {
            errors.add(
                    isSubdomain(value)
                            ? "must not contain dots"
                            : Messages.regex(LABEL_RULE, LABEL, "my-name", "123-abc"));
        }
        return errors;
    }

    /** As {@link #dns1123Label}, in the words of the rule that upstream's tags declare (k8s-short-name). */
    public static List<String> shortName(String value) {
        List<String> errors = dns1123Label(value);
        errors.replaceAll(error -> error.equals(Messages.maxCharacters(DNS1123_LABEL_MAX))
                ? Messages.maxLength(DNS1123_LABEL_MAX)
                : error);
        return errors;
    }

    /** A DNS name, such as {@code my-name.example.com}: names of most objects. */
    public static List<String> dns1123Subdomain(String value) {
        List<String> errors = ofCharacters(value, DNS1123_SUBDOMAIN_MAX);
        if (!isSubdomain(value)) {
            errors.add(Messages.regex(SUBDOMAIN_RULE, DNS1123_SUBDOMAIN, "example.com"));
        }
        return errors;
    }

    /** A part of a DNS name that starts with a letter: names of services. */
    public static List<String> dns1035Label(String value) {
        List<String> errors = ofCharacters(value, DNS1035_LABEL_MAX);
        if (!isLabel(value, 0, value.length()) || !isLower(value.charAt(0))) {
            errors.add(Messages.regex(DNS1035_RULE, DNS1035, "my-name", "abc-123"));
        }
        return errors;
    }

    /** A name with an optional DNS prefix, such as {@code example.com/my.name}: keys of labels and annotations. */
    public static List<String> qualifiedName(String value) {
        ArrayList<String> errors = new ArrayList<>();
        int slash = value.indexOf('/');
        if (slash >= 0 && value.indexOf('/', slash + 1) >= 0) {
            errors.add("a valid label key " + Messages.regex(QUALIFIED_RULE, QUALIFIED, "MyName", "my.name", "123-abc")
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return errors;
        }
        if (slash == 0) {
            errors.add("prefix part must be non-empty");
        } else if (slash > 0) {
            String prefix = value.substring(0, slash);
            tooLong(prefix, DNS1123_SUBDOMAIN_MAX).forEach(error -> errors.add("prefix part " + error));
            if (!isSubdomain(prefix)) {
                errors.add("prefix part " + Messages.regex(SUBDOMAIN_RULE, DNS1123_SUBDOMAIN, "example.com"));
            }
        }
        String name = value.substring(slash + 1);
        if (name.isEmpty()) {
            errors.add("name part must be non-empty");
        } else {
            tooLong(name, QUALIFIED_NAME_MAX).forEach(error -> errors.add("name part " + error));
        }
        if (!isQualified(name)) {
            errors.add("name part " + Messages.regex(QUALIFIED_RULE, QUALIFIED, "MyName", "my.name", "123-abc"));
        }
        return errors;
    }

    /** The value of a label; may be empty. */
    public static List<String> labelValue(String value) {
        List<String> errors = tooLong(value, LABEL_VALUE_MAX);
        if (!value.isEmpty() && !isQualified(value)) {
            errors.add(Messages.regex(LABEL_VALUE_RULE, "(" + QUALIFIED + ")?", "MyValue", "my_value", "12345"));
        }
        return errors;
    }

    /** Every name one level below a DNS name, such as {@code *.example.com}. */
    public static List<String> wildcardSubdomain(String value) {
        ArrayList<String> errors = new ArrayList<>();
        if (value.length() > DNS1123_SUBDOMAIN_MAX) {
            errors.add(Messages.maxCharacters(DNS1123_SUBDOMAIN_MAX));
        }
        if (!value.startsWith("*.") || !isSubdomain(value.substring(2))) {
            errors.add(Messages.regex(WILDCARD_RULE, "\\*\\." + DNS1123_SUBDOMAIN, "*.example.com"));
        }
        return errors;
    }

    /** A name that can stand in a URL's path: names of roles and the like, which may hold colons. */
    public static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) {
            return List.of("may not be '" + value + "'");
        }
        ArrayList<String> errors = new ArrayList<>();
        for (String illegal : List.of("/", "%")) {
            if (value.contains(illegal)) {
                errors.add("may not contain '" + illegal + "'");
            }
        }
        return errors;
    }

    private static List<String> ofCharacters(String value, int max) {
        ArrayList<String> errors = new ArrayList<>(2);
        if (value.length() > max / 4 && value.getBytes(StandardCharsets.UTF_8).length > max) {
            errors.add(Messages.maxCharacters(max));
        }
        return errors;
    }

    private static List<String> tooLong(String value, int bytesMax) {
        ArrayList<String> errors = new ArrayList<>(2);
        if (value.length() > bytesMax / 4 && value.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            errors.add(Messages.maxLength(bytesMax));
        }
        return errors;
    }

    /** Whether a text of any length is a DNS subdomain. */
    public static boolean isSubdomain(String value) {
        int start = 0;
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', start)) {
            if (!isLabel(value, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(value, start, value.length());
    }

    private static boolean isLabel(String value, int start, int end) {
        if (start >= end || value.charAt(start) == '-' || value.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (!isLower(c) && !isDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isQualified(String value) {
        if (value.isEmpty() || !isAlphanumeric(value.charAt(0)) || !isAlphanumeric(value.charAt(value.length() - 1))) {
            return false;
        }
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
