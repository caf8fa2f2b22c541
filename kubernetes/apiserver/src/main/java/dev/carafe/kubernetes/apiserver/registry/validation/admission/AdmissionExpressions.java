package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.apimachinery.cel.CelCompileException;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment;
import dev.carafe.kubernetes.apimachinery.cel.CheckedExpression;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles the expressions of one object that is asked for admission, with the variables that they see
 * (k8s.io/apiserver/pkg/admission/plugin/cel, compile.go and composition.go). Of one thread.
 */
final class AdmissionExpressions {
    /** What an expression may see besides the object, the request and the namespace. */
    private enum Extra {
        PARAMS,
        AUTHORIZER
    }

    private static final Map<Set<Extra>, CelEnvironment> SHARED = new ConcurrentHashMap<>();

    private final boolean composes;
    private final Set<Extra> all;
    private final Map<String, DeclType> composed = new LinkedHashMap<>();
    private final Map<Set<Extra>, CelEnvironment> own = new HashMap<>();

    /**
     * For the expressions of one object.
     *
     * @param params whether it has parameters
     * @param composes whether it has variables of its own
     */
    AdmissionExpressions(boolean params, boolean composes) {
        this.composes = composes;
        this.all = params ? EnumSet.allOf(Extra.class) : EnumSet.of(Extra.AUTHORIZER);
    }

    /** Checks an expression that yields one of the types named. */
    void check(String source, List<String> types, FieldPath path, List<FieldError> errors) {
        check(source, source, types, path, errors);
    }

    /**
     * As {@link #check(String, List, FieldPath, List)}.
     *
     * @param shown what an error tells of the expression
     */
    void check(String source, String shown, List<String> types, FieldPath path, List<FieldError> errors) {
        try {
            expect(types, environment(all).check(source), shown, path, errors);
        } catch (CelCompileException e) {
            errors.add(malformed(path, shown, e));
        }
    }

    /** Checks one that makes a message: it cannot ask who may do what. */
    void message(String source, FieldPath path, List<FieldError> errors) {
        Set<Extra> seen = EnumSet.copyOf(all);
        seen.remove(Extra.AUTHORIZER);
        try {
            expect(List.of("string"), environment(seen).check(source), source, path, errors);
        } catch (CelCompileException e) {
            errors.add(malformed(path, source, e));
        }
    }

    /** Checks one that makes a patch. */
    void patch(String source, String type, FieldPath path, List<FieldError> errors) {
        try {
            expect(List.of(type), environment(all).checkPatch(source), source, path, errors);
        } catch (CelCompileException e) {
            errors.add(malformed(path, source, e));
        }
    }

    /** Checks a variable, which expressions after it see as {@code variables.NAME}; as anything where it is wrong. */
    void variable(String name, String source, FieldPath path, List<FieldError> errors) {
        DeclType type = DeclType.DYN;
        try {
            type = environment(all).check(source).declType();
        } catch (CelCompileException e) {
            errors.add(malformed(path, source, e));
        }
        composed.put(name, type);
        own.clear();
    }

    private static void expect(
            List<String> types, CheckedExpression checked, String shown, FieldPath path, List<FieldError> errors) {
        if (!types.contains(checked.typeName())) {
            String wanted = types.size() == 1 ? types.getFirst() : "one of [" + String.join(" ", types) + "]";
            errors.add(
                    FieldError.invalid(path, shown, "must evaluate to " + wanted + " but got " + checked.typeName()));
        }
    }

    private static FieldError malformed(FieldPath path, String shown, CelCompileException e) {
        return FieldError.invalid(path, shown, "compilation failed: " + e.getMessage());
    }

    private CelEnvironment environment(Set<Extra> seen) {
        return composes ? own.computeIfAbsent(seen, this::make) : SHARED.computeIfAbsent(Set.copyOf(seen), this::make);
    }

    private CelEnvironment make(Set<Extra> seen) {
        Map<String, DeclType> variables = new LinkedHashMap<>();
        variables.put("object", DeclType.DYN);
        variables.put("oldObject", DeclType.DYN);
        variables.put("namespaceObject", AdmissionTypes.NAMESPACE);
        variables.put("request", AdmissionTypes.REQUEST);
        if (seen.contains(Extra.PARAMS)) {
            variables.put("params", DeclType.DYN);
        }
        if (seen.contains(Extra.AUTHORIZER)) {
            variables.put("authorizer", DeclType.AUTHORIZER);
            variables.put("authorizer.requestResource", DeclType.RESOURCE_CHECK);
        }
        if (composes) {
            variables.put("variables", DeclType.object("kubernetes.variables", composed, 0));
        }
        return CelEnvironment.of(variables);
    }
}
