package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The changes that lead from one value of a path to another. */
final class Difference {
    private Difference() {}

    /**
     * Appends the changes.
     *
     * @param partial whether to name what changed inside the value, where that can be named
     */
    static void of(
            PropertyPath path,
            @Nullable Object before,
            @Nullable Object after,
            boolean partial,
            List<PropertyChange> changes) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (after == null) {
            changes.add(new PropertyChange(path.text(), removal(path), null));
        } else if (partial && before != null) {
            inside(path, before, after, changes);
        } else {
            changes.add(new PropertyChange(path.text(), PropertyChangeOp.ASSIGN, after));
        }
    }

    /** An element of an array is removed; what lies below the object's own properties went with what held it. */
    private static PropertyChangeOp removal(PropertyPath path) {
        if (path.steps().getLast() instanceof PropertyPath.Keyed) {
            return PropertyChangeOp.REMOVE;
        }
        return path.steps().size() == 1 ? PropertyChangeOp.ASSIGN : PropertyChangeOp.INDIRECT_REMOVE;
    }

    private static void inside(PropertyPath path, Object before, Object after, List<PropertyChange> changes) {
        if (before instanceof DataObject old && after instanceof DataObject now && old.dataType() == now.dataType()) {
            fields(path, old, now, changes);
        } else if (before instanceof ArrayOf(var _, List<?> old)
                && after instanceof ArrayOf(var _, List<?> now)
                && elements(path, old, now, changes)) {
            return;
        } else {
            changes.add(new PropertyChange(path.text(), PropertyChangeOp.ASSIGN, after));
        }
    }

    private static void fields(PropertyPath path, DataObject old, DataObject now, List<PropertyChange> changes) {
        List<Field> fields = now.dataType().fields();
        for (int i = 0; i < fields.size(); i++) {
            Object before = value(fields.get(i), old.field(i));
            Object after = value(fields.get(i), now.field(i));
            if (after == null && before != null) {
                // the holder stands, so nothing indirect happened to its field
                changes.add(new PropertyChange(path.field(fields.get(i).name()).text(), PropertyChangeOp.ASSIGN, null));
            } else {
                of(path.field(fields.get(i).name()), before, after, true, changes);
            }
        }
    }

    private static @Nullable Object value(Field field, @Nullable Object value) {
        boolean absent = field.array() && field.optional() && value instanceof List<?> items && items.isEmpty();
        return absent ? null : field.asAny(value);
    }

    /** Appends the changes of an array's elements; false when these have no keys, or changed places. */
    private static boolean elements(PropertyPath path, List<?> old, List<?> now, List<PropertyChange> changes) {
        Map<Object, Object> before = byKey(old);
        Map<Object, Object> after = byKey(now);
        if (before.size() != old.size() || after.size() != now.size() || !sameOrder(before, after)) {
            return false;
        }
        before.forEach((key, _) -> {
            if (!after.containsKey(key)) {
                changes.add(new PropertyChange(path.element(key).text(), PropertyChangeOp.REMOVE, null));
            }
        });
        after.forEach((key, item) -> {
            Object known = before.get(key);
            if (known == null) {
                changes.add(new PropertyChange(path.element(key).text(), PropertyChangeOp.ADD, item));
            } else {
                of(path.element(key), known, item, true, changes);
            }
        });
        return true;
    }

    private static Map<Object, Object> byKey(List<?> items) {
        Map<Object, Object> byKey = new LinkedHashMap<>();
        for (Object item : items) {
            Object key = PathReader.keyOf(item);
            if (key == null) {
                return Map.of();
            }
            byKey.put(key, item);
        }
        return byKey;
    }

    /** Whether those that stayed stand as they stood, and those that came stand at the end. */
    private static boolean sameOrder(Map<Object, Object> before, Map<Object, Object> after) {
        List<Object> stayed =
                before.keySet().stream().filter(after::containsKey).toList();
        return after.keySet().stream().limit(stayed.size()).toList().equals(stayed);
    }
}
