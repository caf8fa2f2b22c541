package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.math.RoundingMode;
import java.util.Set;

/** Quantities as upstream stores them: in canonical form, and of resources no finer than a thousandth. */
public final class ResourceListDefaults {
    private static final int MILLI_SCALE = 3;

    /** The suffixes that no quantity can lose or change for being rounded to thousandths. */
    private static final Set<String> PLAIN_SUFFIXES = Set.of("", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti");

    private ResourceListDefaults() {}

    /** The parent with one of its fields, a map of resources to quantities, in canonical form. */
    public static Struct canonical(Struct parent, String field) {
        Struct list = parent.struct(field);
        if (list == null || isCanonical(list)) {
            return parent;
        }
        Struct.Builder changed = Struct.builder();
        list.forEach((resource, value) -> changed.put(resource, canonical(value)));
        Struct result = changed.build();
        return result.equals(list) ? parent : parent.with(field, result);
    }

    private static boolean isCanonical(Struct list) {
        for (int i = 0; i < list.size(); i++) {
            if (!(list.valueAt(i) instanceof String text && isPlain(text))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a quantity is one of the common ones that plainly are canonical: up to three digits, the first no zero, and a suffix
     * or none. No next suffix could stand for a factor of so small a number.
     */
    private static boolean isPlain(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits >= 1 && digits <= 3 && text.charAt(0) != '0' && PLAIN_SUFFIXES.contains(text.substring(digits));
    }

    /** A malformed quantity is left as it is, for validation to name it. */
    private static Object canonical(Object value) {
        return Quantity.parse(value.toString())
                .<Object>map(quantity -> rounded(quantity).toString())
                .orElse(value);
    }

    static Quantity rounded(Quantity quantity) {
        return quantity.amount().scale() > MILLI_SCALE
                ? new Quantity(quantity.amount().setScale(MILLI_SCALE, RoundingMode.UP), quantity.format())
                : quantity;
    }
}
