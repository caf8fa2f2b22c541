package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.InvalidProperty;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts values that came by property path into the records that they belong to. Pure. */
final class PropertyValues {
    private PropertyValues() {}

    /** The empty properties of a managed object's type; null when the type is unknown here. */
    static @Nullable DataObject none(String managedType) {
        if (!(Vim25.NAMESPACE.type(managedType) instanceof ManagedType type)) {
            return null;
        }
        return empty(type.properties());
    }

    /**
     * The properties with one more: a path such as {@code summary.runtime.host} makes the records on its way, which then
     * have nothing else in them. A path that goes through an interface's value that is not there yet, or into an array, has
     * no place and is left out; whoever asks for such reads {@link PropertyReader.Found#values}.
     */
    static DataObject with(DataObject object, String path, @Nullable Object value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        int index = object.dataType().indexOf(name);
        if (index < 0) {
            return object;
        }
        if (dot < 0) {
            return object.with(index, plain(value));
        }
        Field field = object.dataType().fields().get(index);
        DataObject inner = switch (object.field(index)) {
            case DataObject there -> there;
            case null -> field.type() instanceof DataType type && !field.array() ? empty(type) : null;
            default -> null;
        };
        return inner == null ? object : object.with(index, with(inner, path.substring(dot + 1), value));
    }

    private static DataObject empty(DataType type) {
        List<Field> fields = type.fields();
        return type.make(new @Nullable Object[fields.size()]);
    }

    /**
     * Why paths were not read. Some servers tell of a path that no property has only here, and leave the rest as if all
     * were well; that is an error of the caller, and no property that is missing.
     *
     * @throws FaultException {@code InvalidProperty}
     */
    static Map<String, LocalizedMethodFault> missing(List<MissingProperty> missing) {
        Map<String, LocalizedMethodFault> why = new LinkedHashMap<>();
        for (MissingProperty property : missing) {
            LocalizedMethodFault fault = property.fault();
            if (fault.fault() instanceof InvalidProperty invalid) {
                throw new FaultException(invalid, fault.localizedMessage());
            }
            why.put(property.path(), fault);
        }
        return why;
    }

    /** An array as a field has it. */
    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof ArrayOf array ? array.items() : value;
    }
}
