package dev.carafe.kubernetes.apimachinery.fieldpath;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** A total order of JSON values: numbers, texts, booleans, lists, objects, null. Consistent with equality. */
final class Values {
    private Values() {}

    static int compare(Object a, Object b) {
        int rank = Integer.compare(rank(a), rank(b));
        if (rank != 0) {
            return rank;
        }
        return switch (a) {
            case Long number when b instanceof Long other -> Long.compare(number, other);
            case Number number
            when b instanceof Number other -> Double.compare(number.doubleValue(), other.doubleValue());
            case String text when b instanceof String other -> text.compareTo(other);
            case Boolean bool when b instanceof Boolean other -> Boolean.compare(bool, other);
            case List<?> list when b instanceof List<?> other -> compareLists(list, other);
            case Struct struct when b instanceof Struct other -> compareStructs(struct, other);
            default -> 0;
        };
    }

    private static int rank(Object value) {
        return switch (value) {
            case Number _ -> 0;
            case String _ -> 1;
            case Boolean _ -> 2;
            case List<?> _ -> 3;
            case Struct _ -> 4;
            default -> 5;
        };
    }

    private static int compareLists(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int compared = compare(a.get(i), b.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** In the order in which the fields stand; keys are sorted by name. */
    private static int compareStructs(Struct a, Struct b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int compared = a.nameAt(i).compareTo(b.nameAt(i));
            if (compared == 0) {
                compared = compare(a.valueAt(i), b.valueAt(i));
            }
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
