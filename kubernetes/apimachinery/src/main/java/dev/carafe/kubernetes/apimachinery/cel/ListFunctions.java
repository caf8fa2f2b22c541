package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.exceptions.CelOverloadNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kubernetes' functions over lists (k8s.io/apiserver/pkg/cel/library, lists.go). */
final class ListFunctions {
    private static final Map<String, CelType> COMPARABLE = Map.of(
            "int", SimpleType.INT,
            "uint", SimpleType.UINT,
            "double", SimpleType.DOUBLE,
            "bool", SimpleType.BOOL,
            "duration", SimpleType.DURATION,
            "timestamp", SimpleType.TIMESTAMP,
            "string", SimpleType.STRING,
            "bytes", SimpleType.BYTES);

    private static final CelType A = TypeParamType.create("A");

    private ListFunctions() {}

    static void add(Functions functions) {
        COMPARABLE.forEach((name, type) -> {
            CelType list = ListType.create(type);
            functions.member(
                    "isSorted",
                    "list_" + name + "_is_sorted_bool",
                    SimpleType.BOOL,
                    arguments -> isSorted((List<?>) arguments[0]),
                    list);
            functions.member(
                    "max",
                    "list_" + name + "_max_" + name,
                    type,
                    arguments -> extreme("max", (List<?>) arguments[0], 1),
                    list);
            functions.member(
                    "min",
                    "list_" + name + "_min_" + name,
                    type,
                    arguments -> extreme("min", (List<?>) arguments[0], -1),
                    list);
        });
        sum(functions, "int", SimpleType.INT, 0L);
        sum(functions, "uint", SimpleType.UINT, UnsignedLong.ZERO);
        sum(functions, "double", SimpleType.DOUBLE, 0.0);
        sum(functions, "duration", SimpleType.DURATION, Duration.ZERO);
        CelType list = ListType.create(A);
        functions.member(
                "indexOf",
                "list_a_index_of_int",
                SimpleType.INT,
                arguments -> indexOf((List<?>) arguments[0], arguments[1]),
                list,
                A);
        functions.member(
                "lastIndexOf",
                "list_a_last_index_of_int",
                SimpleType.INT,
                arguments -> lastIndexOf((List<?>) arguments[0], arguments[1]),
                list,
                A);
        functions.member(
                "includes",
                "list_includes_dyn_dyn",
                SimpleType.BOOL,
                arguments -> includes(arguments[0], arguments[1]),
                SimpleType.DYN,
                SimpleType.DYN);
    }

    private static void sum(Functions functions, String name, CelType type, Object zero) {
        functions.member(
                "sum",
                "list_" + name + "_sum_" + name,
                type,
                arguments -> {
                    Object sum = zero;
                    for (Object item : (List<?>) arguments[0]) {
                        sum = plus(sum, item);
                    }
                    return sum;
                },
                ListType.create(type));
    }

    private static Object plus(Object sum, Object item) {
        try {
            return switch (sum) {
                case Long a when item instanceof Long b -> Math.addExact(a, b);
                case Double a when item instanceof Double b -> a + b;
                case UnsignedLong a when item instanceof UnsignedLong b -> a.plus(b);
                case Duration a when item instanceof Duration b -> a.plus(b);
                default -> throw new CelOverloadNotFoundException("sum");
            };
        } catch (ArithmeticException _) {
            throw new CelInvalidArgumentException("integer overflow");
        }
    }

    private static Object isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(String function, List<?> list, int side) {
        @Nullable Object found = null;
        for (Object item : list) {
            if (found == null || Integer.signum(compare(item, found)) == side) {
                found = item;
            }
        }
        if (found == null) {
            throw new CelInvalidArgumentException(function + " called on empty list");
        }
        return found;
    }

    @SuppressWarnings("unchecked") // both are of one class, which is comparable to itself
    private static int compare(Object left, Object right) {
        if (left instanceof CelByteString a && right instanceof CelByteString b) {
            return CelByteString.unsignedLexicographicalComparator().compare(a, b);
        }
        if (left instanceof String a && right instanceof String b) {
            return CodePoints.compare(a, b);
        }
        if (left instanceof Comparable<?> comparable && left.getClass() == right.getClass()) {
            return ((Comparable<Object>) comparable).compareTo(right);
        }
        throw new CelOverloadNotFoundException("compare");
    }

    private static Object indexOf(List<?> list, Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (CelEquality.areEqual(list.get(i), item)) {
                return (long) i;
            }
        }
        return -1L;
    }

    private static Object lastIndexOf(List<?> list, Object item) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (CelEquality.areEqual(list.get(i), item)) {
                return (long) i;
            }
        }
        return -1L;
    }

    private static Object includes(Object target, Object item) {
        if (target instanceof List<?> list) {
            return list.stream().anyMatch(candidate -> CelEquality.areEqual(candidate, item));
        }
        return CelEquality.areEqual(target, item);
    }
}
