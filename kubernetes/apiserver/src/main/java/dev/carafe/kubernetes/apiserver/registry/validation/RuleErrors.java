package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.resource.v1.AllocatedDeviceStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Errors of one object in upstream's order: what its code finds comes first, then what the tags of its fields declare. Of one
 * thread.
 */
public final class RuleErrors {
    private final List<FieldError> coded = new ArrayList<>();
    private final List<FieldError> declared = new ArrayList<>();

    /** What upstream's code finds. */
    public List<FieldError> coded() {
        return coded;
    }

    /** What upstream's tags declare. */
    public List<FieldError> declared() {
        return declared;
    }

    /** Whether a list has more items than it may, in which case nobody looks at them. */
    public boolean tooMany(List<?> items, int max, FieldPath path) {
        if (items.size() > max) {
            declared.add(FieldError.tooMany(path, items.size(), max));
        }
        return items.size() > max;
    }

    /** Tells of each item whose key another one before it has. */
    public <T> void unique(List<T> items, Function<T, Object> key, FieldPath path) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(key.apply(items.get(i)))) {
                T item = items.get(i);
                declared.add(FieldError.duplicate(path.index(i), item instanceof View view ? shown(view) : item));
            }
        }
    }

    /** An item as upstream writes it: the conditions of what can have some are always there. */
    private static Struct shown(View item) {
        return item instanceof AllocatedDeviceStatus device && !device.hasConditions()
                ? device.struct().with("conditions", Null.NULL)
                : item.struct();
    }

    public void addTo(List<FieldError> errors) {
        errors.addAll(coded);
        errors.addAll(declared);
    }
}
