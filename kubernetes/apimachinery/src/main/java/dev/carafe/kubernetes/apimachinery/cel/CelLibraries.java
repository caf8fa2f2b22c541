package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * What every expression knows: CEL's standard library, its extensions of Kubernetes 1.37, and Kubernetes' own functions
 * (k8s.io/apiserver/pkg/cel/environment, base.go). Made when the first expression is compiled.
 */
final class CelLibraries {
    static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

    /** The compiler that environments extend by their variables. */
    static final CelCompiler COMPILER;

    static final CelRuntime RUNTIME;

    static {
        Functions functions = new Functions();
        ListFunctions.add(functions);
        RegexFunctions.add(functions);
        UrlFunctions.add(functions);
        QuantityFunctions.add(functions);
        AddressFunctions.add(functions);
        BlockFunctions.add(functions);
        FormatFunctions.add(functions);
        SemverFunctions.add(functions);
        TextFunctions.add(functions);
        EnumSet<CelStringExtensions.Function> known = EnumSet.allOf(CelStringExtensions.Function.class);
        known.remove(CelStringExtensions.Function.REVERSE); // a later version of the library has it
        CelStringExtensions strings = CelExtensions.strings(known);
        CelListsExtensions lists = CelExtensions.lists();
        COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(compilers(strings, lists))
                .addFunctionDeclarations(functions.declarations())
                .addFunctionDeclarations(AuthorizationFunctions.DECLARATIONS)
                .build();
        RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .excludeFunctions(
                                CelStandardFunctions.StandardFunction.EQUALS,
                                CelStandardFunctions.StandardFunction.NOT_EQUALS,
                                CelStandardFunctions.StandardFunction.MATCHES)
                        .build())
                .addLibraries(runtimes(strings, lists))
                .addFunctionBindings(functions.bindings())
                .addFunctionBindings(equality())
                .addFunctionBindings(RegexFunctions.matching())
                .build();
    }

    private CelLibraries() {}

    private static List<CelCompilerLibrary> compilers(CelStringExtensions strings, CelListsExtensions lists) {
        return List.of(
                CelExtensions.optional(), strings, lists, CelExtensions.sets(OPTIONS), CelExtensions.comprehensions());
    }

    private static List<CelRuntimeLibrary> runtimes(CelStringExtensions strings, CelListsExtensions lists) {
        return List.of(
                CelExtensions.optional(), strings, lists, CelExtensions.sets(OPTIONS), CelExtensions.comprehensions());
    }

    private static List<CelFunctionBinding> equality() {
        List<CelFunctionBinding> bindings = new ArrayList<>(CelFunctionBinding.fromOverloads(
                "_==_", CelFunctionBinding.from("equals", Object.class, Object.class, CelEquality::areEqual)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "_!=_",
                CelFunctionBinding.from(
                        "not_equals",
                        Object.class,
                        Object.class,
                        (left, right) -> !CelEquality.areEqual(left, right))));
        return bindings;
    }
}
