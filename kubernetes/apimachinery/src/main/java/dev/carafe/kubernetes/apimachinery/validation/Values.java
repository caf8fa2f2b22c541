package dev.carafe.kubernetes.apimachinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules for ports, percentages, keys and addresses. Each answers with what is wrong, empty where nothing is. */
public final class Values {
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
    private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Pattern ENV_NAME = Pattern.compile("[ -<>-~]+");
    private static final Pattern HEADER_NAME = Pattern.compile("[-A-Za-z0-9]+");
    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int PORT_NAME_MAX = 15;

    private Values() {}

    /** A port's number, from 1 to 65535. */
    public static List<String> portNumber(long value) {
        return inRange(value, 1, 65535);
    }

    /** A number within bounds, both of them included. */
    public static List<String> inRange(long value, long low, long high) {
        return value >= low && value <= high ? List.of() : List.of(Messages.range(low, high));
    }

    /** A number of 0 or more. */
    public static List<String> nonNegative(long value) {
        return value >= 0 ? List.of() : List.of("must be greater than or equal to 0");
    }

    /** An IANA service name (RFC 6335), such as {@code http}. */
    public static List<String> portName(String value) {
        ArrayList<String> errors = new ArrayList<>();
        if (value.length() > PORT_NAME_MAX) {
            errors.add(Messages.maxCharacters(PORT_NAME_MAX));
        }
        if (value.isEmpty() || !value.chars().allMatch(c -> isLower(c) || (c >= '0' && c <= '9') || c == '-')) {
            errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (value.chars().noneMatch(Values::isLower)) {
            errors.add("must contain at least one letter (a-z)");
        }
        if (value.contains("--")) {
            errors.add("must not contain consecutive hyphens");
        }
        if (value.startsWith("-") || value.endsWith("-")) {
            errors.add("must not begin or end with a hyphen");
        }
        return errors;
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    /** A percentage such as {@code 25%}. */
    public static List<String> percent(String value) {
        return matching(
                PERCENT,
                value,
                "a valid percent string must be a numeric string followed by an ending '%'",
                "1%",
                "93%");
    }

    /** The key of a ConfigMap's or Secret's entry, which becomes a file's name. */
    public static List<String> configMapKey(String value) {
        ArrayList<String> errors = new ArrayList<>();
        if (value.length() > Names.DNS1123_SUBDOMAIN_MAX) {
            errors.add(Messages.maxCharacters(Names.DNS1123_SUBDOMAIN_MAX));
        }
        errors.addAll(matching(
                CONFIG_KEY,
                value,
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                "key.name",
                "KEY_NAME",
                "key-name"));
        if (value.equals(".")) {
            errors.add("must not be '.'");
        } else if (value.equals("..")) {
            errors.add("must not be '..'");
        } else if (value.startsWith("..")) {
            errors.add("must not start with '..'");
        }
        return errors;
    }

    /** The name of an environment variable: anything printable but the equals sign. */
    public static List<String> envVarName(String value) {
        if (value.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return ENV_NAME.matcher(value).matches()
                ? List.of()
                : List.of("a valid environment variable name must consist only of printable ASCII characters other"
                        + " than '='");
    }

    /** The name of an HTTP header. */
    public static List<String> httpHeaderName(String value) {
        return matching(
                HEADER_NAME,
                value,
                "a valid HTTP header must consist of alphanumeric characters or '-'",
                "X-Header-Name");
    }

    /** What may follow the host in an address, without its first slash. */
    public static List<String> httpPath(String value) {
        return matching(HTTP_PATH, value, "Invalid path");
    }

    /** A name as the C language allows it. */
    public static List<String> cIdentifier(String value) {
        return matching(
                C_IDENTIFIER,
                value,
                "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric"
                        + " characters or '_'",
                "my_name",
                "MY_NAME",
                "MyName");
    }

    /** An IPv4 or IPv6 address without a zone. */
    public static List<String> ip(String value) {
        return Addresses.isAddress(value)
                ? List.of()
                : List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }

    /** An address and the length of its prefix. */
    public static List<String> cidr(String value) {
        return Addresses.isBlock(value)
                ? List.of()
                : List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }

    private static List<String> matching(Pattern pattern, String value, String rule, String... examples) {
        return pattern.matcher(value).matches()
                ? List.of()
                : List.of(Messages.regex(rule, pattern.pattern(), examples));
    }
}
