package dev.carafe.vsphere.vim.generator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data type, a fault, or the properties of a managed object, with its place in the hierarchy. */
final class DataModel {
    /** What a data type stands for, with its code in the table. */
    enum Kind {
        DATA(0),
        FAULT(1),
        PROPERTIES(2);

        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    final String namespace;
    final String name;
    final Kind kind;
    final @Nullable String since;
    final String vmodl;

    /** The position among its namespace's data types: what the table and the factory call it by. */
    final int index;

    final List<Facts.Field> ownFields;
    final List<DataModel> children = new ArrayList<>();

    /** Null for a root, which extends nothing but the runtime's {@code DataObject} or {@code Fault}. */
    @Nullable
    DataModel parent;

    DataModel(
            String namespace,
            String name,
            Kind kind,
            @Nullable String since,
            String vmodl,
            int index,
            List<Facts.Field> ownFields) {
        this.namespace = namespace;
        this.name = name;
        this.kind = kind;
        this.since = since;
        this.vmodl = vmodl;
        this.index = index;
        this.ownFields = ownFields;
    }

    /** A field and the data type that declares it. */
    record Declared(Facts.Field field, DataModel owner) {}

    /** All fields in wire order: the parent's come first. */
    List<Declared> fields() {
        List<Declared> fields = parent == null ? new ArrayList<>() : parent.fields();
        ownFields.forEach(field -> fields.add(new Declared(field, this)));
        return fields;
    }

    /** How many fields come before its own. */
    int inheritedFields() {
        return parent == null ? 0 : parent.fields().size();
    }

    boolean hasSubtypes() {
        return !children.isEmpty();
    }

    /** Whether all direct subtypes are in its own package, as the language asks of a sealed interface. */
    boolean isSealed() {
        return hasSubtypes() && children.stream().allMatch(child -> child.namespace.equals(namespace));
    }

    String javaName() {
        return JavaNames.classOf(name);
    }
}
