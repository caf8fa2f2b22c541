package dev.carafe.vsphere.vim.generator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the Java source of one data type: a record, or, where it has subtypes, an interface with the shared fields and a
 * nested record {@code Plain} for a value that is of the type itself.
 */
final class DataWriter {
    private final DataModel data;
    private final JavaTypes types;

    DataWriter(Model model, DataModel data) {
        this.data = data;
        this.types = new JavaTypes(model, data.namespace);
    }

    String write() {
        return """
                package %s;

                import dev.carafe.vsphere.vim.Absent;
                import dev.carafe.vsphere.vim.Binary;
                import dev.carafe.vsphere.vim.DataObject;
                import dev.carafe.vsphere.vim.DataType;
                import dev.carafe.vsphere.vim.Fault;
                import dev.carafe.vsphere.vim.ManagedObjectReference;
                import dev.carafe.vsphere.vim.RecordBuilder;
                import java.time.Instant;
                import java.util.List;
                import org.jspecify.annotations.Nullable;

                %s
                """.formatted(
                        JavaNames.packageOf(data.namespace),
                        data.hasSubtypes()
                                ? contract()
                                : new RecordWriter(data, types).write(data.javaName(), parent(), doc()));
    }

    private String contract() {
        String name = data.javaName();
        StringBuilder body = new StringBuilder();
        int index = data.inheritedFields();
        for (Facts.Field field : data.ownFields) {
            String accessor = JavaNames.accessor(field.name());
            body.append("""
                        %s %s();

                        /** The same value with another {@code %s}. */
                        default %s with%s(%s value) {
                            return (%s) with(%d, value);
                        }

                    """.formatted(
                            types.of(field.type(), data.namespace),
                            accessor,
                            accessor,
                            name,
                            JavaNames.capitalised(accessor),
                            types.parameter(field.type(), data.namespace),
                            name,
                            index++));
        }
        return """
                %spublic %sinterface %s extends %s%s {
                %s    static Plain.Builder builder() {
                        return Plain.builder();
                    }

                %s}
                """.formatted(
                        doc(),
                        sealing(),
                        name,
                        parent(),
                        permits(),
                        body,
                        new RecordWriter(data, types)
                                .write("Plain", name, "/** A value of this type itself, not of a subtype. */\n")
                                .indent(4));
    }

    private String doc() {
        String since = data.since == null || data.since.startsWith("version") ? "" : ", since " + data.since;
        String of = data.kind == DataModel.Kind.PROPERTIES ? "The properties of {@code %s}%s." : "{@code %s}%s.";
        return "/** " + of.formatted(data.vmodl, since) + " */\n";
    }

    private String parent() {
        DataModel parent = data.parent;
        if (parent != null) {
            return types.qualified(parent.namespace, parent.javaName());
        }
        return data.kind == DataModel.Kind.FAULT ? "Fault" : "DataObject";
    }

    private String sealing() {
        if (data.isSealed()) {
            return "sealed ";
        }
        DataModel parent = data.parent;
        return parent != null && parent.isSealed() ? "non-sealed " : "";
    }

    private String permits() {
        List<DataModel> children = data.children;
        return data.isSealed()
                ? children.stream()
                        .map(DataModel::javaName)
                        .collect(Collectors.joining(", ", " permits " + data.javaName() + ".Plain, ", ""))
                : "";
    }
}
