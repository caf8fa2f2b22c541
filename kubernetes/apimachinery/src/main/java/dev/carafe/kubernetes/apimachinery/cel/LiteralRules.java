package dev.carafe.kubernetes.apimachinery.cel;

import com.google.re2j.PatternSyntaxException;
import dev.carafe.kubernetes.apimachinery.duration.GoDuration;
import dev.carafe.kubernetes.apimachinery.regex.Regex;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Literals that fail whenever they are used: regular expressions, durations, timestamps, and {@link AggregateRules}. */
final class LiteralRules {
    private LiteralRules() {}

    /** What is wrong with literals, with the places, as upstream's compiler writes it; empty where nothing is. */
    static Optional<String> fault(CelAbstractSyntaxTree ast) {
        List<String> faults = new ArrayList<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expression -> expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL)
                .forEach(expression -> faultOf(expression.call())
                        .ifPresent(message -> faults.add(
                                shown(ast, expression.call().args().getLast().id(), message))));
        AggregateRules.check(ast, (id, message) -> faults.add(shown(ast, id, message)));
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", faults));
    }

    private static String shown(CelAbstractSyntaxTree ast, long id, String message) {
        return CelIssue.formatError(place(ast, id), message).toDisplayString(ast.getSource());
    }

    static CelSourceLocation place(CelAbstractSyntaxTree ast, long id) {
        Integer offset = ast.getSource().getPositionsMap().get(id);
        return offset == null
                ? CelSourceLocation.of(1, 0)
                : ast.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
    }

    private static Optional<String> faultOf(CelExpr.CelCall call) {
        List<CelExpr> args = call.args();
        Optional<String> literal = args.isEmpty() ? Optional.empty() : text(args.getLast());
        return literal.filter(text -> isWrong(call.function(), text))
                .map(_ -> "invalid " + call.function() + " argument");
    }

    private static boolean isWrong(String function, String literal) {
        return switch (function) {
            case "matches" -> !isRegex(literal);
            case "duration" -> GoDuration.parse(literal).isEmpty();
            case "timestamp" -> !isTimestamp(literal);
            default -> false;
        };
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private static boolean isRegex(String text) {
        try {
            return Regex.compile(text) != null;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private static boolean isTimestamp(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
