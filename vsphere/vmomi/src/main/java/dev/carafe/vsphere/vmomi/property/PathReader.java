package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.InvalidProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows paths through values. */
final class PathReader {
    private PathReader() {}

    /**
     * The path of a text that a client sent, for objects of a type. What lies below the declared types is decided by each
     * value, since it may be of a subtype.
     *
     * @throws dev.carafe.vsphere.vim.FaultException InvalidProperty, when no object of the type can have such a property
     */
    static PropertyPath parse(ManagedType type, String text) {
        PropertyPath path;
        try {
            path = PropertyPath.parse(text);
        } catch (IllegalArgumentException e) {
            throw InvalidProperty.builder()
                    .name(text)
                    .build()
                    .exception("The property path is malformed: " + e.getMessage());
        }
        DataType at = type.properties();
        Field field = null;
        for (PropertyPath.Step step : path.steps()) {
            if (field != null && !field.array() && !(field.type() instanceof DataType)) {
                throw unknown(type, path); // nothing lies below a number
            }
            if (field != null && field.array() != (step instanceof PropertyPath.Keyed)) {
                throw unknown(type, path);
            }
            switch (step) {
                case PropertyPath.Named(String name) -> {
                    int index = at.indexOf(name);
                    if (index < 0 && field == null) {
                        throw unknown(type, path);
                    }
                    if (index < 0) {
                        return path; // perhaps of a subtype
                    }
                    field = at.fields().get(index);
                    if (!field.array() && field.type() instanceof DataType below) {
                        at = below;
                    }
                }
                case PropertyPath.Keyed _ -> {
                    if (field == null || !(field.type() instanceof DataType element)) {
                        return path;
                    }
                    at = element;
                    field = new Field(
                            field.namespace(), field.name(), element, false, true, false, field.since(), null);
                }
            }
        }
        return path;
    }

    private static dev.carafe.vsphere.vim.FaultException unknown(ManagedType type, PropertyPath path) {
        return InvalidProperty.builder()
                .name(path.text())
                .build()
                .exception(type.wsdlName() + " has no property " + path.text() + ".");
    }

    /**
     * The value at a path, as it stands where any type may: an array with its elements' type.
     *
     * @return null when it is absent
     */
    static @Nullable Object read(DataObject properties, PropertyPath path) {
        Object value = properties;
        Field field = null;
        for (PropertyPath.Step step : path.steps()) {
            switch (step) {
                case PropertyPath.Named(String name) -> {
                    if (!(value instanceof DataObject data)) {
                        return null;
                    }
                    int index = data.dataType().indexOf(name);
                    if (index < 0) {
                        return null;
                    }
                    field = data.dataType().fields().get(index);
                    value = data.field(index);
                }
                case PropertyPath.Keyed(String key) -> {
                    value = value instanceof List<?> items ? element(items, key) : null;
                    field = null;
                }
            }
            if (value == null) {
                return null;
            }
        }
        if (field == null) {
            return value;
        }
        boolean absent = field.array() && field.optional() && ((List<?>) value).isEmpty();
        return absent ? null : field.asAny(value);
    }

    private static @Nullable Object element(List<?> items, String key) {
        for (Object item : items) {
            Object own = keyOf(item);
            if (own != null && own.toString().equals(key)) {
                return item;
            }
        }
        return null;
    }

    /** What tells an array's element from the others: its field {@code key}, or the object that it names; null for none. */
    static @Nullable Object keyOf(Object item) {
        return switch (item) {
            case DataObject data -> {
                int index = data.dataType().indexOf("key");
                Object key = index < 0 ? null : data.field(index);
                yield key instanceof ManagedObjectReference<?> reference ? reference.value() : key;
            }
            case ManagedObjectReference<?> reference -> reference.value();
            default -> null;
        };
    }
}
