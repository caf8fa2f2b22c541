package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.OptionalType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles expressions over variables of one declared type. Thread-safe. */
public final class CelEnvironment {
    /** What the checker adds to a complaint about operands, and upstream's does not. */
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: [^\\n]*\\)(?=\\n|$)");

    /** What upstream calls complaints of the parser by, and this one does not. */
    private static final Pattern SYNTAX = Pattern.compile(
            "(?m)^(ERROR: <input>:[0-9]+:[0-9]+: )(?=mismatched input|extraneous input|no viable alternative|token"
                    + " recognition error|missing )");

    /** What follows from a type that is not known, of which upstream tells once. */
    private static final Pattern UNKNOWN_TYPE = Pattern.compile("\\n"
            + "ERROR: [^\\n"
            + "]*Message type resolution failure while referencing field '[^']*'\\.\\n"
            + " \\|[^\\n"
            + "]*\\n"
            + " \\|[^\\n"
            + "]*");

    /** A field of a type that has no fields. */
    private static final Pattern UNRESOLVED = Pattern.compile(
            "Message type resolution failure while referencing field '[^']*'\\. Ensure that the descriptor for type"
                    + " '([^']*)' was added to the environment");

    /** What upstream says in other words. */
    private static final Pattern WORDS =
            Pattern.compile("The argument must be a simple name|(?<=: )For input string: \"[^\\n]*(?=\\n)");

    private final CelCompiler compiler;
    private final Map<String, CelType> objects;
    private final CostEstimator.Roots roots;

    private CelEnvironment(CelCompiler compiler, Map<String, CelType> objects, CostEstimator.Roots roots) {
        this.compiler = compiler;
        this.objects = objects;
        this.roots = roots;
    }

    /** What an expression is made for. */
    public enum Result {
        BOOL("bool"),
        STRING("string");

        private final String type;

        Result(String type) {
            this.type = type;
        }

        public String typeName() {
            return type;
        }
    }

    /** How a variable is there. */
    public enum Presence {
        ALWAYS,
        /** As an optional value, which may be none. */
        OPTIONAL
    }

    /** An environment whose variables are all of one type. */
    public static CelEnvironment of(DeclType type, Map<String, Presence> variables) {
        Map<String, CelType> objects = new LinkedHashMap<>();
        type.collectObjects(objects);
        CelCompilerBuilder builder = CelLibraries.COMPILER.toCompilerBuilder();
        builder.setTypeProvider(new Types(objects, Optional.empty()));
        variables.forEach((name, presence) -> builder.addVar(
                name, presence == Presence.OPTIONAL ? OptionalType.create(type.celType()) : type.celType()));
        return new CelEnvironment(builder.build(), objects, _ -> type); // as upstream, of names of types too
    }

    /** An environment of variables that are always there. */
    public static CelEnvironment of(Map<String, DeclType> variables) {
        return of(variables, CelLibraries.COMPILER.toCompilerBuilder());
    }

    /** As {@link #of(Map)}, with expressions that can name a part of theirs, as {@code cel.bind(name, part, rest)}. */
    public static CelEnvironment withBindings(Map<String, DeclType> variables) {
        return of(variables, CelLibraries.COMPILER.toCompilerBuilder().addLibraries(CelExtensions.bindings()));
    }

    private static CelEnvironment of(Map<String, DeclType> variables, CelCompilerBuilder builder) {
        Map<String, CelType> objects = new LinkedHashMap<>();
        variables.forEach((name, type) -> {
            type.collectObjects(objects);
            builder.addVar(name, type.celType());
        });
        builder.setTypeProvider(new Types(objects, Optional.empty()));
        return new CelEnvironment(builder.build(), objects, Map.copyOf(variables)::get);
    }

    /** The object types of a schema. */
    @SuppressWarnings("Immutable") // it is, though its parts do not say so
    private record Types(Map<String, CelType> objects, Optional<PatchTypes> patches) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.copyOf(objects.values());
        }

        @Override
        public Optional<CelType> findType(String name) {
            CelType object = objects.get(name);
            return object == null ? patches.flatMap(types -> types.find(name)) : Optional.of(object);
        }
    }

    /**
     * Compiles an expression.
     *
     * @throws CelCompileException for one that is wrong, with upstream's words
     */
    public CelProgram compile(String source, Result result) throws CelCompileException {
        CelValidationResult checked = compiler.compile(source);
        if (checked.hasError()) {
            throw new CelCompileException(
                    CelCompileException.Kind.MALFORMED, inUpstreamsWords(LogicErrors.shown(checked, compiler, source)));
        }
        try {
            CelAbstractSyntaxTree ast = checked.getAst();
            if (!ast.getResultType().name().equals(result.typeName())) {
                throw new CelCompileException(CelCompileException.Kind.OTHER_TYPE, result.typeName());
            }
            Optional<String> literal = LiteralRules.fault(ast);
            if (literal.isPresent()) {
                throw new CelCompileException(CelCompileException.Kind.MALFORMED, literal.get());
            }
            return new CelProgram(
                    ast,
                    CelLibraries.RUNTIME.createProgram(ast),
                    CostEstimator.estimate(ast, roots).max());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CelCompileException(CelCompileException.Kind.UNUSABLE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Checks an expression that is not to be run here.
     *
     * @throws CelCompileException for one that is wrong, with upstream's words
     */
    public CheckedExpression check(String source) throws CelCompileException {
        return check(source, compiler);
    }

    /** As {@link #check(String)}, for an expression that can make {@code Object} and {@code JSONPatch}. */
    public CheckedExpression checkPatch(String source) throws CelCompileException {
        CelCompilerBuilder builder = compiler.toCompilerBuilder();
        builder.setTypeProvider(new Types(objects, Optional.of(PatchTypes.of(source))));
        return check(source, builder.addFunctionDeclarations(PatchTypes.ESCAPE).build());
    }

    private CheckedExpression check(String source, CelCompiler with) throws CelCompileException {
        CelValidationResult checked = with.compile(source);
        if (checked.hasError()) {
            throw new CelCompileException(CelCompileException.Kind.MALFORMED, malformed(source, checked, with));
        }
        try {
            CelAbstractSyntaxTree ast = checked.getAst();
            Optional<String> literal = LiteralRules.fault(ast);
            if (literal.isPresent()) {
                throw new CelCompileException(CelCompileException.Kind.MALFORMED, literal.get());
            }
            return new CheckedExpression(ast, roots);
        } catch (CelValidationException e) {
            throw new IllegalStateException(e); // there was no error
        }
    }

    /** Upstream has no first line to show of what is empty. */
    private static String malformed(String source, CelValidationResult checked, CelCompiler with) {
        String errors = inUpstreamsWords(LogicErrors.shown(checked, with, source));
        return source.isEmpty()
                ? errors.lines().findFirst().orElse(errors).replace("<input>:1:1:", "<input>:1:0:")
                : errors;
    }

    private static String inUpstreamsWords(String errors) {
        String said = CANDIDATES.matcher(errors).replaceAll("");
        said = SYNTAX.matcher(said).replaceAll("$1Syntax error: ");
        said = UNKNOWN_TYPE.matcher(said).replaceAll("");
        said = UNRESOLVED.matcher(said).replaceAll("unexpected failed resolution of '$1'");
        return WORDS.matcher(said)
                .replaceAll(found ->
                        found.group().startsWith("The") ? "argument must be a simple name" : "invalid int literal");
    }
}
