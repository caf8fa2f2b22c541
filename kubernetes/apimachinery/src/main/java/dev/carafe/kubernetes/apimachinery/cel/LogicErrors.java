package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.compiler.CelCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Complaints about what stands beside {@code &&} and {@code ||}: cel-go has one for each side that is no truth value. */
final class LogicErrors {
    private static final Pattern OPERANDS = Pattern.compile(
            "found no matching overload for '(_&&_|_\\|\\|_)' applied to '\\((.*), (.*)\\)'.*", Pattern.DOTALL);

    private LogicErrors() {}

    /** All complaints about an expression, as they are shown. */
    static String shown(CelValidationResult checked, CelCompiler compiler, String source) {
        if (checked.getErrors().stream()
                .noneMatch(issue -> OPERANDS.matcher(issue.getMessage()).matches())) {
            return checked.getErrorString();
        }
        try {
            CelAbstractSyntaxTree ast = compiler.parse(source).getAst();
            return checked.getErrors().stream()
                    .flatMap(issue -> ofSides(issue, ast).stream())
                    .map(issue -> issue.toDisplayString(ast.getSource()))
                    .collect(Collectors.joining("\n"));
        } catch (CelValidationException e) {
            throw new IllegalStateException(e); // its types were checked, and so it was parsed
        }
    }

    private static List<CelIssue> ofSides(CelIssue issue, CelAbstractSyntaxTree ast) {
        Matcher matcher = OPERANDS.matcher(issue.getMessage());
        if (!matcher.matches()) {
            return List.of(issue);
        }
        Optional<CelExpr> call = CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == ExprKind.Kind.CALL)
                .map(CelNavigableExpr::expr)
                .filter(expression -> expression.call().function().equals(matcher.group(1))
                        && place(ast, expression).equals(issue.getSourceLocation()))
                .findFirst();
        List<CelIssue> sides = new ArrayList<>();
        for (int i = 0; call.isPresent() && i < 2; i++) {
            String type = matcher.group(2 + i);
            if (!type.equals("bool") && !type.equals("dyn")) {
                sides.add(CelIssue.formatError(
                        place(ast, call.get().call().args().get(i)), "expected type 'bool' but found '" + type + "'"));
            }
        }
        return sides.isEmpty() ? List.of(issue) : sides;
    }

    private static CelSourceLocation place(CelAbstractSyntaxTree ast, CelExpr expression) {
        return LiteralRules.place(ast, expression.id());
    }
}
