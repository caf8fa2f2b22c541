package dev.carafe.vsphere.vim.generator;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Writes the class that stands for a namespace, and its factory, which makes values of its types by number. */
final class NamespaceWriter {
    /** How many cases stand in one method of the factory: few enough for the JVM to compile it. */
    private static final int CASES = 128;

    private final Model model;
    private final Namespace namespace;

    NamespaceWriter(Model model, Namespace namespace) {
        this.model = model;
        this.namespace = namespace;
    }

    String namespaceClass() {
        String imports = model.isBase(namespace)
                ? ""
                : ", " + JavaNames.packageOf("vim25") + "." + JavaNames.namespaceClass("vim25") + ".NAMESPACE";
        return """
                package %s;

                import dev.carafe.vsphere.vim.DataType;
                import dev.carafe.vsphere.vim.EnumType;
                import dev.carafe.vsphere.vim.ManagedMethod;
                import dev.carafe.vsphere.vim.ManagedType;
                import dev.carafe.vsphere.vim.Namespace;

                /** The namespace {@code urn:%s}: its types and methods by name and by number. */
                public final class %s {
                    /** What the table says; loaded when this class is, its types when each is first asked for. */
                    public static final Namespace NAMESPACE =
                            Namespace.load("%s", %s.class.getResource("%s.table"), new Factory()%s);

                    private %s() {}

                    static DataType data(int index) {
                        return NAMESPACE.data(index);
                    }

                    static EnumType enumeration(int index) {
                        return NAMESPACE.enumeration(index);
                    }

                    static ManagedType managed(int index) {
                        return NAMESPACE.managed(index);
                    }

                    static ManagedMethod method(int index) {
                        return NAMESPACE.method(index);
                    }
                }
                """.formatted(
                        JavaNames.packageOf(namespace.name()),
                        namespace.name(),
                        name(),
                        namespace.name(),
                        name(),
                        namespace.name(),
                        imports,
                        name());
    }

    String factory() {
        List<String> data = namespace.data.values().stream()
                .map(type -> type.javaName() + (type.hasSubtypes() ? ".Plain" : "") + ".of(values)")
                .toList();
        List<String> enums = namespace.enums.keySet().stream()
                .map(type -> JavaNames.classOf(type) + ".values()")
                .toList();
        return """
                package %s;

                import dev.carafe.vsphere.vim.DataObject;
                import dev.carafe.vsphere.vim.TypeFactory;
                import dev.carafe.vsphere.vim.VimEnum;
                import org.jspecify.annotations.Nullable;

                /** Makes values by the number of their type, so that a class is loaded when its first value is made. */
                final class Factory implements TypeFactory {
                    @Override
                    public DataObject data(int index, @Nullable Object[] values) {
                        switch (index / %d) {
                %s            default: throw new IllegalArgumentException("no data type " + index);
                        }
                    }

                    @Override
                    public VimEnum[] constants(int index) {
                        switch (index / %d) {
                %s            default: throw new IllegalArgumentException("no enum " + index);
                        }
                    }
                %s%s}
                """.formatted(
                JavaNames.packageOf(namespace.name()),
                CASES,
                chunks(data, i -> "            case %d: return data%d(index, values);\n".formatted(i, i)),
                CASES,
                chunks(enums, i -> "            case %d: return constants%d(index);\n".formatted(i, i)),
                chunks(data, i -> method("DataObject data" + i + "(int index, @Nullable Object[] values)", data, i)),
                chunks(enums, i -> method("VimEnum[] constants" + i + "(int index)", enums, i)));
    }

    String packageInfo() {
        return """
                /** The types of {@code urn:%s}, generated from the table of facts. */
                @NullMarked
                package %s;

                import org.jspecify.annotations.NullMarked;
                """.formatted(namespace.name(), JavaNames.packageOf(namespace.name()));
    }

    private String name() {
        return JavaNames.namespaceClass(namespace.name());
    }

    private static String method(String signature, List<String> expressions, int chunk) {
        StringBuilder cases = new StringBuilder();
        for (int i = chunk * CASES; i < Math.min(expressions.size(), (chunk + 1) * CASES); i++) {
            cases.append("            case %d: return %s;\n".formatted(i, expressions.get(i)));
        }
        return """

                    private static %s {
                        switch (index) {
                %s            default: throw new IllegalArgumentException("no type " + index);
                        }
                    }
                """.formatted(signature, cases);
    }

    private static String chunks(List<String> expressions, IntFunction<String> write) {
        return java.util.stream.IntStream.range(0, (expressions.size() + CASES - 1) / CASES)
                .mapToObj(write)
                .collect(Collectors.joining());
    }
}
