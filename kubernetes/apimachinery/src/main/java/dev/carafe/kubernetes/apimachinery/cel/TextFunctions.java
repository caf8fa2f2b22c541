package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Text made from values by a format: {@code "%s of %d".format([name, count])} (cel-go's string extension, version 2). */
final class TextFunctions {
    private static final int PRECISION_MAX = 100;
    private static final int PRECISION = 6;

    private TextFunctions() {}

    static void add(Functions functions) {
        functions.member(
                "format",
                "string_format",
                SimpleType.STRING,
                arguments -> format((String) arguments[0], (List<?>) arguments[1]),
                SimpleType.STRING,
                ListType.create(SimpleType.DYN));
    }

    private static String format(String format, List<?> arguments) {
        StringBuilder text = new StringBuilder();
        int argument = 0;
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            i++;
            if (c != '%') {
                text.append(c);
                continue;
            }
            int precision = PRECISION;
            if (i < format.length() && format.charAt(i) == '.') {
                int start = i + 1;
                do {
                    i++;
                } while (i < format.length() && Character.isDigit(format.charAt(i)));
                precision = precision(format.substring(start, i));
            }
            if (i >= format.length()) {
                throw new CelInvalidArgumentException("unexpected end of string");
            }
            char verb = format.charAt(i);
            i++;
            if (verb == '%') {
                text.append('%');
                continue;
            }
            if (argument >= arguments.size()) {
                throw new CelInvalidArgumentException("index " + argument + " out of range");
            }
            text.append(written(verb, precision, arguments.get(argument)));
            argument++;
        }
        return text.toString();
    }

    private static int precision(String digits) {
        if (digits.isEmpty() || digits.length() > 3 || Integer.parseInt(digits) > PRECISION_MAX) {
            throw new CelInvalidArgumentException("could not parse formatting clause: precision " + digits
                    + " is not a number of at most " + PRECISION_MAX);
        }
        return Integer.parseInt(digits);
    }

    private static String written(char verb, int precision, @Nullable Object value) {
        return switch (verb) {
            case 's' -> shown(value);
            case 'd' -> decimal(value);
            case 'f' -> fixed(value, precision);
            case 'e' -> scientific(value, precision);
            case 'b' -> radix(verb, value, 2);
            case 'o' -> radix(verb, value, 8);
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default ->
                throw new CelInvalidArgumentException(
                        "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case NullValue _ -> "null";
            case String text -> text;
            case Double number -> number(number);
            case CelByteString bytes -> bytes.toStringUtf8();
            case Duration duration ->
                BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
            case List<?> list -> {
                StringBuilder text = new StringBuilder("[");
                list.forEach(item -> text.append(text.length() > 1 ? ", " : "").append(shown(item)));
                yield text.append(']').toString();
            }
            case Map<?, ?> map -> {
                Map<String, String> sorted = new TreeMap<>();
                map.forEach((key, item) -> sorted.put(shown(key), shown(item)));
                StringBuilder text = new StringBuilder("{");
                sorted.forEach((key, item) -> text.append(text.length() > 1 ? ", " : "")
                        .append(key)
                        .append(": ")
                        .append(item));
                yield text.append('}').toString();
            }
            default -> value.toString();
        };
    }

    private static String number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    private static String decimal(@Nullable Object value) {
        return switch (value) {
            case Long number -> number.toString();
            case UnsignedLong number -> number.toString();
            case Double number when number == Math.rint(number) && !Double.isInfinite(number) -> number(number);
            case null, default -> throw refused('d', "integers", value);
        };
    }

    private static double real(char verb, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw refused(verb, "doubles", value);
    }

    private static String fixed(@Nullable Object value, int precision) {
        double number = real('f', value);
        return Double.isNaN(number) || Double.isInfinite(number)
                ? number(number)
                : new BigDecimal(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String scientific(@Nullable Object value, int precision) {
        double number = real('e', value);
        return Double.isNaN(number) || Double.isInfinite(number)
                ? number(number)
                : String.format(Locale.ROOT, "%." + precision + "e", number);
    }

    private static String radix(char verb, @Nullable Object value, int radix) {
        return switch (value) {
            case Long number -> Long.toString(number, radix);
            case UnsignedLong number -> number.toString(radix);
            case Boolean flag when radix == 2 -> flag ? "1" : "0";
            case null, default -> throw refused(verb, radix == 2 ? "integers and bools" : "integers", value);
        };
    }

    private static String hex(@Nullable Object value) {
        return switch (value) {
            case Long number -> Long.toString(number, 16);
            case UnsignedLong number -> number.toString(16);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            case null, default -> throw refused('x', "integers, byte buffers, and strings", value);
        };
    }

    private static CelInvalidArgumentException refused(char verb, String wanted, @Nullable Object value) {
        return new CelInvalidArgumentException("error during formatting: %" + verb + " clause can only be used on "
                + wanted + ", was given " + typeName(value));
    }

    private static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "null_type";
            case String _ -> "string";
            case Long _ -> "int";
            case UnsignedLong _ -> "uint";
            case Double _ -> "double";
            case Boolean _ -> "bool";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            default -> "object";
        };
    }
}
