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
            "(?m)^(ERROR: <input>:[0-9]+:[0-9]+: )(?=mismatched input|extraneous input|no viable alternative|token recognition error|missing )");

    private final CelCompiler compiler;
    private final DeclType root;

    private CelEnvironment(CelCompiler compiler, DeclType root) {
        this.compiler = compiler;
        this.root = root;
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
        builder.setTypeProvider(new Types(objects));
        variables.forEach((name, presence) -> builder.addVar(
                name, presence == Presence.OPTIONAL ? OptionalType.create(type.celType()) : type.celType()));
        return new CelEnvironment(builder.build(), type);
    }

    /** The object types of a schema. */
    @SuppressWarnings("Immutable") // it is, though its parts do not say so
    private record Types(Map<String, CelType> objects) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.copyOf(objects.values());
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(objects.get(name));
        }
    }

    /**
     * Compiles an expression.
     *
     * @throws CelCompileException for one that is wrong, with upstream's words
     */
    public CelProgram compile(String source, Result result) throws CelCompileException {
        CelValidationResult checked = validated(compiler.compile(source));
        if (checked.hasError()) {
            throw new CelCompileException(
                    CelCompileException.Kind.MALFORMED, inUpstreamsWords(checked.getErrorString()));
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
                    CostEstimator.estimate(ast, root).max());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CelCompileException(CelCompileException.Kind.UNUSABLE, String.valueOf(e.getMessage()));
        }
    }

    private static String inUpstreamsWords(String errors) {
        return SYNTAX.matcher(CANDIDATES.matcher(errors).replaceAll("")).replaceAll("$1Syntax error: ");
    }

    private static CelValidationResult validated(CelValidationResult checked) {
        try {
            return checked.hasError() ? checked : CelLibraries.VALIDATOR.validate(checked.getAst());
        } catch (CelValidationException e) {
            throw new IllegalStateException(e); // there was no error
        }
    }
}
