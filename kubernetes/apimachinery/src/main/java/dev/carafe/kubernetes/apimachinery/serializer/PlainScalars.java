package dev.carafe.kubernetes.apimachinery.serializer;

import dev.carafe.kubernetes.apimachinery.value.Null;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a scalar without quotes means in YAML 1.1, as go-yaml version 2 resolves it. */
final class PlainScalars {
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
            + "([Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
            + "| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?)?");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final int NUMBER_MAX = 400;

    private PlainScalars() {}

    /** The value that the text stands for; a string where it is nothing else. */
    static Object resolve(String text) {
        if (text.isEmpty()) {
            return Null.NULL;
        }
        return switch (text.charAt(0)) {
            case 'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~' -> word(text);
            case '.' -> {
                Object word = word(text);
                yield word instanceof String ? fraction(text) : word;
            }
            case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                Object word = word(text);
                yield word instanceof String ? number(text) : word;
            }
            default -> text;
        };
    }

    private static Object word(String text) {
        return switch (text) {
            case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> true;
            case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> false;
            case "~", "null", "Null", "NULL" -> Null.NULL;
            case ".nan", ".NaN", ".NAN" -> Double.NaN;
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
            default -> text;
        };
    }

    private static Object fraction(String text) {
        return text.length() <= NUMBER_MAX && FLOAT.matcher(text).matches() ? integral(Double.parseDouble(text)) : text;
    }

    private static Object number(String text) {
        if (text.length() > NUMBER_MAX) {
            return text;
        }
        String plain = text.replace("_", "");
        Optional<Object> integer = integer(plain);
        if (integer.isPresent()) {
            return integer.get();
        }
        return FLOAT.matcher(plain).matches() ? integral(Double.parseDouble(plain)) : text;
    }

    /** A whole number is one also when it is written with a point or an exponent: JSON knows no difference. */
    private static Object integral(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return (long) value;
        }
        return value;
    }

    /** An integer in base 10, or in the base that its prefix says: 0x, 0o or a mere 0, 0b. */
    private static Optional<Object> integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char mark = Character.toLowerCase(digits.charAt(1));
            radix = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
            digits = digits.substring(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
        }
        if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(negative ? "-" + digits : digits, radix));
        } catch (NumberFormatException _) {
            return unsigned(digits, radix, negative);
        }
    }

    private static Optional<Object> unsigned(String digits, int radix, boolean negative) {
        try {
            long bits = Long.parseUnsignedLong(digits, radix);
            return negative ? Optional.empty() : Optional.of(Double.parseDouble(Long.toUnsignedString(bits)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Whether a string may be written without quotes and still be read as that string, by old readers too. */
    static boolean staysString(String text) {
        return resolve(text) instanceof String
                && !text.equals("<<")
                && !(Character.isDigit(text.charAt(0))
                        && TIMESTAMP.matcher(text).matches())
                && !(text.indexOf(':') > 0 && BASE_60.matcher(text).matches());
    }
}
