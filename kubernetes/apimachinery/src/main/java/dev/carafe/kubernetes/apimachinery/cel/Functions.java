package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions of a library: what the checker knows of them, and what the interpreter calls. */
final class Functions {
    private final Map<String, List<CelOverloadDecl>> declarations = new LinkedHashMap<>();
    private final Map<String, List<CelFunctionBinding>> bindings = new LinkedHashMap<>();
    private final Map<String, Class<?>> opaque = new LinkedHashMap<>();

    /** What a function does with arguments of its declared types. */
    @FunctionalInterface
    interface Body {
        Object apply(Object[] arguments);
    }

    /** Says which class the values of a type have that CEL does not know. */
    void type(CelType type, Class<?> values) {
        opaque.put(type.name(), values);
    }

    /** A function that is called on its first argument. */
    void member(String name, String overload, CelType result, Body body, CelType... parameters) {
        add(name, CelOverloadDecl.newMemberOverload(overload, result, parameters), body);
    }

    void global(String name, String overload, CelType result, Body body, CelType... parameters) {
        add(name, CelOverloadDecl.newGlobalOverload(overload, result, parameters), body);
    }

    @SuppressWarnings("Immutable") // bodies are functions of their arguments alone
    private void add(String name, CelOverloadDecl declaration, Body body) {
        declarations.computeIfAbsent(name, _ -> new ArrayList<>()).add(declaration);
        List<Class<?>> classes = new ArrayList<>();
        declaration.parameterTypes().forEach(type -> classes.add(classOf(type)));
        bindings.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(CelFunctionBinding.from(declaration.overloadId(), classes, body::apply));
    }

    private Class<?> classOf(CelType type) {
        return switch (type.kind()) {
            case BOOL -> Boolean.class;
            case INT -> Long.class;
            case UINT -> UnsignedLong.class;
            case DOUBLE -> Double.class;
            case STRING -> String.class;
            case BYTES -> CelByteString.class;
            case DURATION -> Duration.class;
            case TIMESTAMP -> Instant.class;
            case LIST -> List.class;
            case MAP -> Map.class;
            default -> opaque.getOrDefault(type.name(), Object.class);
        };
    }

    List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> all = new ArrayList<>();
        declarations.forEach((name, overloads) -> all.add(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
        return all;
    }

    List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> all = new ArrayList<>();
        bindings.forEach((name, overloads) -> all.addAll(CelFunctionBinding.fromOverloads(name, overloads)));
        return all;
    }
}
