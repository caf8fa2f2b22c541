package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.cel.CelCompileException;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment;
import dev.carafe.kubernetes.apimachinery.cel.CelProgram;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule made ready to run, or what keeps it from it. Thread-safe. */
final class CompiledRule {
    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    private final ValidationRule rule;
    private final Optional<RulePath> path;
    private final @Nullable CelProgram program;
    private final String error;
    private final @Nullable CelProgram message;
    private final String messageError;

    private CompiledRule(
            ValidationRule rule,
            Optional<RulePath> path,
            @Nullable CelProgram program,
            String error,
            @Nullable CelProgram message,
            String messageError) {
        this.rule = rule;
        this.path = path;
        this.program = program;
        this.error = error;
        this.message = message;
        this.messageError = messageError;
    }

    /** The environments of the rules of one node of a schema. */
    static final class Environments {
        private final DeclType type;
        private @Nullable CelEnvironment withOld;
        private @Nullable CelEnvironment withOptionalOld;

        Environments(DeclType type) {
            this.type = type;
        }

        CelEnvironment of(ValidationRule rule) {
            if (rule.isOldSelfOptional()) {
                if (withOptionalOld == null) {
                    withOptionalOld = environment(CelEnvironment.Presence.OPTIONAL);
                }
                return withOptionalOld;
            }
            if (withOld == null) {
                withOld = environment(CelEnvironment.Presence.ALWAYS);
            }
            return withOld;
        }

        private CelEnvironment environment(CelEnvironment.Presence old) {
            return CelEnvironment.of(type, Map.of(SELF, CelEnvironment.Presence.ALWAYS, OLD_SELF, old));
        }
    }

    static CompiledRule of(ValidationRule rule, CustomSchema schema, Environments environments) {
        Optional<RulePath> path =
                rule.fieldPath().isEmpty() ? Optional.empty() : RulePath.find(rule.fieldPath(), schema);
        if (rule.rule().isBlank()) {
            return new CompiledRule(rule, path, null, "", null, "");
        }
        CelProgram program;
        try {
            program = environments.of(rule).compile(rule.rule(), CelEnvironment.Result.BOOL);
        } catch (CelCompileException e) {
            return new CompiledRule(rule, path, null, ruleError(e), null, "");
        }
        if (rule.messageExpression().isEmpty()) {
            return new CompiledRule(rule, path, program, "", null, "");
        }
        try {
            CelProgram message = environments.of(rule).compile(rule.messageExpression(), CelEnvironment.Result.STRING);
            return new CompiledRule(rule, path, program, "", message, "");
        } catch (CelCompileException e) {
            return new CompiledRule(rule, path, program, "", null, messageError(e));
        }
    }

    private static String ruleError(CelCompileException e) {
        return switch (e.kind()) {
            case MALFORMED -> "compilation failed: " + e.getMessage();
            case OTHER_TYPE -> "cel expression must evaluate to a " + e.getMessage();
            case UNUSABLE -> "program instantiation failed: " + e.getMessage();
        };
    }

    private static String messageError(CelCompileException e) {
        return switch (e.kind()) {
            case MALFORMED -> "messageExpression compilation failed: " + e.getMessage();
            case OTHER_TYPE -> "messageExpression must evaluate to a " + e.getMessage();
            case UNUSABLE -> "messageExpression instantiation failed: " + e.getMessage();
        };
    }

    ValidationRule rule() {
        return rule;
    }

    /** The field that failures name, where it is not the rule's own. */
    Optional<RulePath> path() {
        return path;
    }

    /** The rule's program; null for one that is empty or wrong. */
    @Nullable
    CelProgram program() {
        return program;
    }

    /** What is wrong with the rule; empty for a right one. */
    String error() {
        return error;
    }

    /** The program of its message; null where it has none that runs. */
    @Nullable
    CelProgram message() {
        return message;
    }

    /** What is wrong with the expression of its message; empty for a right one. */
    String messageError() {
        return messageError;
    }

    boolean usesOldSelf() {
        return program != null && program.uses(OLD_SELF);
    }
}
