package dev.carafe.vsphere.vim.generator;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the Java source of one managed object: its methods, the dispatch of a decoded call, and the client's stub. */
final class ManagedWriter {
    private final ManagedModel managed;
    private final JavaTypes types;

    ManagedWriter(Model model, ManagedModel managed) {
        this.managed = managed;
        this.types = new JavaTypes(model, managed.namespace);
    }

    String write() {
        String name = managed.javaName();
        String parent = parent();
        boolean rootParent = managed.parent == null || managed.parent.isRoot();
        List<Facts.Method> methods = managed.facts.methods();
        return """
                package %s;

                import dev.carafe.vsphere.vim.Absent;
                import dev.carafe.vsphere.vim.Binary;
                import dev.carafe.vsphere.vim.Invoker;
                import dev.carafe.vsphere.vim.ManagedMethod;
                import dev.carafe.vsphere.vim.ManagedObject;
                import dev.carafe.vsphere.vim.ManagedObjectReference;
                import dev.carafe.vsphere.vim.ManagedType;
                import dev.carafe.vsphere.vim.UnimplementedMethodException;
                import java.time.Instant;
                import java.util.List;
                import org.jspecify.annotations.Nullable;

                /** {@code %s}; its properties are {@link %s}. A method that is not implemented throws {@link UnimplementedMethodException}. */
                @SuppressWarnings("unchecked")
                public interface %s extends %s {
                    /** The client's side: every call goes through the invoker. */
                    static Stub stub(Invoker invoker, ManagedObjectReference<? extends %s> reference) {
                        return new Stub(invoker, reference);
                    }

                %s    @Override
                    default ManagedType managedType() {
                        return %s.managed(%d);
                    }

                %s    /** Sends each call to the object that the reference names. */
                    class Stub extends %s implements %s {
                        protected Stub(Invoker invoker, ManagedObjectReference<? extends %s> reference) {
                            super(invoker, reference);
                        }

                        @Override
                        public ManagedType managedType() {
                            return %s.super.managedType();
                        }
                %s    }
                }
                """.formatted(
                        JavaNames.packageOf(managed.namespace),
                        managed.facts.vmodl(),
                        managed.properties.javaName(),
                        name,
                        parent,
                        name,
                        each(this::declaration),
                        namespaceClass(),
                        managed.index,
                        methods.isEmpty() ? "" : dispatch(parent),
                        rootParent ? "dev.carafe.vsphere.vim.Stub" : parent + ".Stub",
                        name,
                        name,
                        name,
                        each(this::stub));
    }

    private String parent() {
        ManagedModel parent = managed.parent;
        return parent == null || parent.isRoot()
                ? "ManagedObject"
                : types.qualified(parent.namespace, parent.javaName());
    }

    private String declaration(int index) {
        return """
                    %s
                    default %s %s(%s) {
                        throw new UnimplementedMethodException(%s);
                    }

                """.formatted(doc(method(index)), result(index), javaName(index), parameters(index), constant(index));
    }

    private String doc(Facts.Method method) {
        StringBuilder doc = new StringBuilder("/** {@code " + managed.facts.vmodl() + "." + method.vmodl() + "}");
        if (method.privilege() != null) {
            doc.append("; asks for ").append(method.privilege());
        }
        TypeRef taskResult = method.taskResult();
        if (taskResult != null) {
            doc.append("; the task ends with ")
                    .append(taskResult.isVoid() ? "nothing" : taskResult.name() + (taskResult.array() ? "[]" : ""));
        }
        if (!method.faults().isEmpty()) {
            doc.append("; faults: ").append(String.join(", ", method.faults()));
        }
        return doc.append(". */").toString();
    }

    private String dispatch(String parent) {
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < managed.facts.methods().size(); i++) {
            List<Facts.Field> parameters = method(i).parameters();
            String call = javaName(i) + "("
                    + IntStream.range(0, parameters.size())
                            .mapToObj(p ->
                                    types.read(parameters.get(p).type(), managed.namespace, "arguments[" + p + "]"))
                            .collect(Collectors.joining(", "))
                    + ")";
            cases.append("            case %d: %s\n"
                    .formatted(
                            managed.firstMethod + i,
                            method(i).result().isVoid() ? call + "; return null;" : "return " + call + ";"));
        }
        return """
                    @Override
                    default @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
                        switch (method.indexIn(%s.NAMESPACE)) {
                %s            default: return %s.super.dispatch(method, arguments);
                        }
                    }

                """.formatted(namespaceClass(), cases, parent);
    }

    private String stub(int index) {
        Facts.Method method = method(index);
        String arguments = method.parameters().stream()
                .map(parameter -> ", " + JavaNames.accessor(parameter.name()))
                .collect(Collectors.joining());
        String call = "invoke(" + constant(index) + arguments + ")";
        return """

                        @Override
                        public %s %s(%s) {
                            %s;
                        }
                """.formatted(
                result(index),
                javaName(index),
                parameters(index),
                method.result().isVoid() ? call : "return " + types.read(method.result(), managed.namespace, call));
    }

    private String result(int index) {
        TypeRef result = method(index).result();
        return result.isVoid() ? "void" : types.of(result, managed.namespace);
    }

    private String parameters(int index) {
        return method(index).parameters().stream()
                .map(parameter ->
                        types.of(parameter.type(), managed.namespace) + " " + JavaNames.accessor(parameter.name()))
                .collect(Collectors.joining(", "));
    }

    private String each(java.util.function.IntFunction<String> write) {
        return IntStream.range(0, managed.facts.methods().size())
                .mapToObj(write)
                .collect(Collectors.joining());
    }

    private Facts.Method method(int index) {
        return managed.facts.methods().get(index);
    }

    private String javaName(int index) {
        return JavaNames.method(method(index).wsdl());
    }

    private String constant(int index) {
        return namespaceClass() + ".method(" + (managed.firstMethod + index) + ")";
    }

    private String namespaceClass() {
        return JavaNames.namespaceClass(managed.namespace);
    }
}
