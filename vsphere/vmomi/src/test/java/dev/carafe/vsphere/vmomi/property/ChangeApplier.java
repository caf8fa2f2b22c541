package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.property.PropertyPath.Keyed;
import dev.carafe.vsphere.vmomi.property.PropertyPath.Named;
import dev.carafe.vsphere.vmomi.property.PropertyPath.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client does with the changes it is told. */
final class ChangeApplier {
    private ChangeApplier() {}

    /** Applies a change to the values by path. */
    static void apply(
            Map<String, Object> values, Filter filter, ManagedObjectReference<?> object, PropertyChange change) {
        ManagedType type = (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(object.type()));
        List<Step> steps = PropertyPath.parse(change.name()).steps();
        PropertyPath base = null;
        for (PropertyPath path : filter.paths(type)) {
            boolean leads = path.steps().size() <= steps.size()
                    && steps.subList(0, path.steps().size()).equals(path.steps());
            if (leads && (base == null || path.text().equals(change.name()))) {
                base = path;
            }
        }
        String at = Objects.requireNonNull(base, change.name()).text();
        List<Step> below = steps.subList(base.steps().size(), steps.size());
        Object now = below.isEmpty()
                ? (isRemoval(change) ? null : change.val())
                : set(Objects.requireNonNull(values.get(at)), below, change);
        if (now == null) {
            values.remove(at);
        } else {
            values.put(at, now);
        }
    }

    private static boolean isRemoval(PropertyChange change) {
        return change.op() == PropertyChangeOp.REMOVE || change.op() == PropertyChangeOp.INDIRECT_REMOVE;
    }

    private static Object set(Object value, List<Step> steps, PropertyChange change) {
        List<Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case Named(String name) -> {
                DataObject data = (DataObject) value;
                int index = data.dataType().indexOf(name);
                Field field = data.dataType().fields().get(index);
                Object old = field.asAny(data.field(index));
                Object now = rest.isEmpty() ? change.val() : set(Objects.requireNonNull(old), rest, change);
                yield data.with(index, now instanceof ArrayOf(var _, List<?> items) ? items : now);
            }
            case Keyed(String key) -> {
                ArrayOf array = (ArrayOf) value;
                List<@Nullable Object> items = new ArrayList<>(array.items());
                int at = 0;
                while (at < items.size() && !key.equals(String.valueOf(PathReader.keyOf(items.get(at))))) {
                    at++;
                }
                if (!rest.isEmpty()) {
                    items.set(at, set(items.get(at), rest, change));
                } else if (change.op() == PropertyChangeOp.REMOVE) {
                    items.remove(at);
                } else if (at < items.size()) {
                    items.set(at, change.val());
                } else {
                    items.add(change.val());
                }
                yield new ArrayOf(array.element(), items);
            }
        };
    }
}
