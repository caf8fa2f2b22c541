package dev.carafe.kubernetes.apimachinery.cel;

import com.google.protobuf.Timestamp;
import dev.carafe.kubernetes.apimachinery.duration.GoDuration;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;

/** Values of trees as CEL sees them. Functions only; parts are made when they are looked at. */
public final class CelValues {
    private CelValues() {}

    /**
     * A value of a type. What does not fit its type is given as it is: operations on it then find no overload, as upstream's do.
     *
     * @param value a value of a tree
     */
    public static Object of(Object value, DeclType type) {
        if (value == Null.NULL) {
            return NullValue.NULL_VALUE;
        }
        return switch (type.kind()) {
            case OBJECT -> value instanceof Struct struct ? new ObjectValue(struct, type) : value;
            case MAP -> value instanceof Struct struct ? new MapValue(struct, type) : value;
            case LIST -> value instanceof List<?> list ? new ListValue(list, type) : value;
            case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : value;
            case INT -> value instanceof Double number && isWhole(number) ? (Object) number.longValue() : value;
            case BYTES -> value instanceof String text ? bytes(text) : value;
            case DURATION -> value instanceof String text ? duration(text) : value;
            case DATE -> value instanceof String text ? date(text) : value;
            case TIMESTAMP -> value instanceof String text ? timestamp(text) : value;
            case BOOL, STRING, DYN -> value;
        };
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && !Double.isInfinite(number);
    }

    private static Object bytes(String text) {
        try {
            return CelByteString.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static Object duration(String text) {
        return GoDuration.parse(text).<Object>map(duration -> duration).orElse(text);
    }

    private static Object date(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return text;
        }
    }

    private static Object timestamp(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return text;
        }
    }

    /** How many elements a value has that costs are counted by: characters, bytes, items; one for what has no parts. */
    static long size(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case CelByteString bytes -> bytes.size();
            case List<?> list -> list.size();
            case java.util.Map<?, ?> map -> map.size();
            case ObjectValue object -> object.object().size();
            case dev.cel.common.values.OptionalValue<?, ?> optional ->
                optional.isZeroValue() ? 1 : size(optional.value());
            case Instant _, Timestamp _ -> 1;
            default -> 1;
        };
    }
}
