package dev.carafe.vsphere.vim.generator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes one record with its builder, the access by position and the way back from an array of values.
 *
 * <p>The switches that are written here and beside are statements that return, not expressions: where the values of an
 * expression meet, the JVM's verifier would have to load the classes of all of them.
 */
final class RecordWriter {
    private final DataModel data;
    private final JavaTypes types;
    private final List<DataModel.Declared> fields;

    RecordWriter(DataModel data, JavaTypes types) {
        this.data = data;
        this.types = types;
        this.fields = data.fields();
    }

    /** The record's source; {@code name} may differ from the type's where the record is nested. */
    String write(String name, String parent, String doc) {
        String constant = JavaNames.namespaceClass(data.namespace) + ".data(" + data.index + ")";
        return """
                %s@SuppressWarnings("unchecked")
                public record %s(%s) implements %s {
                %s    static DataObject of(@Nullable Object[] values) {
                        return new %s(%s);
                    }

                    public static Builder builder() {
                        return new Builder();
                    }

                    public Builder toBuilder() {
                        return new Builder(this);
                    }

                    @Override
                    public DataType dataType() {
                        return %s;
                    }

                    @Override
                    public @Nullable Object field(int index) {
                %s
                    }

                %s    /** Fields that are not set are absent; those that must be there are asked for by {@link #build}. */
                    public static final class Builder extends RecordBuilder {
                        private Builder() {
                            super(%s);
                        }

                        private Builder(%s from) {
                            super(from);
                        }

                %s        /** @throws IllegalStateException naming a field that must be there and is not */
                        public %s build() {
                            return (%s) make();
                        }
                    }
                }
                """.formatted(
                        doc,
                        name,
                        join(", ", "%s %s", field -> type(field), RecordWriter::accessor),
                        parent,
                        copies(name),
                        name,
                        values(),
                        constant,
                        cases(),
                        secrets(),
                        constant,
                        name,
                        setters(),
                        name,
                        name);
    }

    private String copies(String name) {
        String copies = fields.stream()
                .filter(field -> field.field().type().array())
                .map(field -> "        %s = List.copyOf(%s);\n".formatted(accessor(field), accessor(field)))
                .collect(Collectors.joining());
        return copies.isEmpty() ? "" : "    public " + name + " {\n" + copies + "    }\n\n";
    }

    private String values() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            DataModel.Declared field = fields.get(i);
            values.append(i == 0 ? "" : ", ")
                    .append(types.read(field.field().type(), field.owner().namespace, "values[" + i + "]"));
        }
        return values.toString();
    }

    private String cases() {
        if (fields.isEmpty()) {
            return "        throw Absent.noField(this, index);";
        }
        StringBuilder cases = new StringBuilder("        switch (index) {\n");
        for (int i = 0; i < fields.size(); i++) {
            cases.append("            case %d: return %s();\n".formatted(i, accessor(fields.get(i))));
        }
        return cases.append("            default: throw Absent.noField(this, index);\n        }")
                .toString();
    }

    /** What a record with secrets says of itself does not tell them. */
    private String secrets() {
        return fields.stream().noneMatch(field -> field.field().secret()) ? "" : """
                        @Override
                        public String toString() {
                            return Absent.withoutSecrets(this);
                        }

                    """;
    }

    private String setters() {
        StringBuilder setters = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            DataModel.Declared field = fields.get(i);
            setters.append(
                    """
                            public Builder %s(%s value) {
                                set(%d, value);
                                return this;
                            }

                    """.formatted(accessor(field), types.parameter(field.field().type(), field.owner().namespace), i));
        }
        return setters.toString();
    }

    private String join(
            String delimiter,
            String format,
            java.util.function.Function<DataModel.Declared, String> first,
            java.util.function.Function<DataModel.Declared, String> second) {
        return fields.stream()
                .map(field -> format.formatted(first.apply(field), second.apply(field)))
                .collect(Collectors.joining(delimiter));
    }

    private String type(DataModel.Declared field) {
        return types.of(field.field().type(), field.owner().namespace);
    }

    private static String accessor(DataModel.Declared field) {
        return JavaNames.accessor(field.field().name());
    }
}
