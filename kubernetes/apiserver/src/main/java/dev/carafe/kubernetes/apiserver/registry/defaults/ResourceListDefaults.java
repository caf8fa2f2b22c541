package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.math.RoundingMode;

/** Quantities as upstream stores them: in canonical form, and of resources no finer than a thousandth. */
public final class ResourceListDefaults {
    private static final int MILLI_SCALE = 3;

    private ResourceListDefaults() {}

    /** The parent with one of its fields, a map of resources to quantities, in canonical form. */
    public static Struct canonical(Struct parent, String field) {
        Struct list = parent.struct(field);
        if (list == null) {
            return parent;
        }
        Struct.Builder changed = Struct.builder();
        list.forEach((resource, value) -> changed.put(resource, canonical(value)));
        Struct result = changed.build();
        return result.equals(list) ? parent : parent.with(field, result);
    }

    /** A malformed quantity is left as it is, for validation to name it. */
    private static Object canonical(Object value) {
        return Quantity.parse(value.toString())
                .map(quantity -> quantity.amount().scale() > MILLI_SCALE
                        ? new Quantity(quantity.amount().setScale(MILLI_SCALE, RoundingMode.UP), quantity.format())
                        : quantity)
                .<Object>map(Quantity::toString)
                .orElse(value);
    }
}
