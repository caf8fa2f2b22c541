package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers filters at once: {@code RetrieveProperties} and its kin. */
public final class Retrieval {
    private Retrieval() {}

    /** @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound when a start of the filter is not there */
    public static void check(Filter filter, ObjectSource source) {
        Selection.requireStarts(filter, source);
    }

    /**
     * The value at one path of one object, as it stands where any type may.
     *
     * @return null when it is absent
     * @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound, InvalidProperty when it has no such property, or
     *     NoPermission when whoever asks may not read it
     */
    public static @Nullable Object fetch(ManagedObjectReference<?> object, String path, ObjectSource source) {
        ManagedType type = source.type(object);
        DataObject properties = source.properties(object);
        if (type == null || properties == null) {
            throw MissingObject.fault(object);
        }
        PropertyPath parsed = PathReader.parse(type, path);
        Object value = PathReader.read(properties, parsed);
        FaultException refusal = value == null ? Refusal.of(object, parsed, source) : null;
        if (refusal != null) {
            throw refusal;
        }
        return value;
    }

    /**
     * What the filter asks for, of every object that it leads to.
     *
     * @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound
     */
    public static List<ObjectContent> retrieve(Filter filter, ObjectSource source) {
        List<ObjectContent> contents = new ArrayList<>();
        for (ManagedObjectReference<?> reference : Selection.of(filter, source).objects()) {
            ManagedType type = source.type(reference);
            DataObject properties = source.properties(reference);
            if (type == null || properties == null) {
                continue;
            }
            List<DynamicProperty> values = new ArrayList<>();
            List<MissingProperty> missing = new ArrayList<>();
            for (PropertyPath path : filter.paths(type)) {
                Object value = PathReader.read(properties, path);
                if (value == null) {
                    Refusal.add(reference, path, source, missing);
                } else {
                    values.add(new DynamicProperty(path.text(), value));
                }
            }
            contents.add(ObjectContent.builder()
                    .obj(reference)
                    .propSet(values)
                    .missingSet(missing)
                    .build());
        }
        return contents;
    }
}
