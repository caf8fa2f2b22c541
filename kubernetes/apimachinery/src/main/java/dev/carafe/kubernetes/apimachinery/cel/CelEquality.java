package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.OptionalValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What {@code ==} says of two values: numbers by what they are worth, whatever their types; lists that are sets or maps by their
 * items, whatever their order (KEP 2876). Functions only.
 */
final class CelEquality {
    private CelEquality() {}

    static boolean areEqual(Object left, Object right) {
        return switch (left) {
            case Number number -> right instanceof Number other && areEqualNumbers(number, other);
            case List<?> list -> right instanceof List<?> other && areEqualLists(list, other);
            case Map<?, ?> map -> right instanceof Map<?, ?> other && areEqualMaps(map, other);
            case ObjectValue object -> right instanceof ObjectValue other && object.isSame(other);
            case OptionalValue<?, ?> optional ->
                right instanceof OptionalValue<?, ?> other && areEqualOptionals(optional, other);
            default -> left.equals(right);
        };
    }

    private static boolean areEqualNumbers(Number left, Number right) {
        if (left instanceof Double a && right instanceof Double b) {
            return a.doubleValue() == b.doubleValue();
        }
        if (isUnbounded(left) || isUnbounded(right)) {
            return false;
        }
        return exact(left).compareTo(exact(right)) == 0;
    }

    private static boolean isUnbounded(Number number) {
        return number instanceof Double value && (value.isNaN() || value.isInfinite());
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case Double value -> new BigDecimal(value);
            case UnsignedLong value -> new BigDecimal(value.bigIntegerValue());
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    private static boolean areEqualLists(List<?> left, List<?> right) {
        if (left instanceof ListValue list && list.isUnordered()) {
            return list.hasSameItems(right);
        }
        if (right instanceof ListValue list && list.isUnordered()) {
            return list.hasSameItems(left);
        }
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!areEqual(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean areEqualMaps(Map<?, ?> left, Map<?, ?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : left.entrySet()) {
            Object other = right.get(entry.getKey());
            if (other == null || !areEqual(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areEqualOptionals(OptionalValue<?, ?> left, OptionalValue<?, ?> right) {
        if (left.isZeroValue() || right.isZeroValue()) {
            return left.isZeroValue() && right.isZeroValue();
        }
        return areEqual(left.value(), right.value());
    }
}
