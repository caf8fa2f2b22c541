package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.runtime.CelEvaluationListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what one evaluation costs, and ends it where it costs too much. Of one thread. */
final class CostMeter implements CelEvaluationListener {
    private static final long LIST = 10;
    private static final long MAP = 30;
    private static final long STRUCT = 40;

    private final CelAbstractSyntaxTree ast;
    private final long limit;
    private final Map<Long, Object> values = new HashMap<>();
    private @Nullable CelExpr lastTest;
    private long cost;

    /** Ends an evaluation; it is not seen outside. */
    @SuppressWarnings("serial") // never written
    private static final class Exceeded extends RuntimeException {
        Exceeded() {
            super("actual cost limit exceeded", null, false, false);
        }
    }

    CostMeter(CelAbstractSyntaxTree ast, long limit) {
        this.ast = ast;
        this.limit = limit;
    }

    long cost() {
        return cost;
    }

    boolean isExceeded() {
        return cost > limit;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        cost = SizeRange.sum(cost, of(expression, value));
        values.put(expression.id(), value);
        if (isExceeded()) {
            throw new Exceeded();
        }
    }

    private long of(CelExpr expression, Object value) {
        return switch (expression.exprKind().getKind()) {
            case IDENT -> 1;
            case SELECT -> select(expression);
            case CALL -> call(expression, value);
            case LIST -> LIST;
            case MAP -> MAP;
            case STRUCT -> STRUCT;
            case CONSTANT, COMPREHENSION, NOT_SET -> 0;
        };
    }

    /** A way of fields is told once, at its end: it costs one for what it begins with, and one for each step. */
    private long select(CelExpr expression) {
        CelExpr.CelSelect select = expression.select();
        if (select.testOnly()) { // told twice in a row, and free but for the way to what is tested
            boolean again = lastTest != null && lastTest.id() == expression.id();
            lastTest = again ? null : expression;
            return again ? 0 : steps(select.operand());
        }
        return steps(expression);
    }

    private static long steps(CelExpr way) {
        long steps = 0;
        CelExpr at = way;
        while (at.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
            steps++;
            at = at.select().operand();
        }
        boolean goesOn = at.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                && at.call().function().equals("_[_]"); // its own call has counted the beginning
        return goesOn ? steps : steps + 1;
    }

    private long call(CelExpr expression, Object value) {
        CelExpr.CelCall call = expression.call();
        List<Object> arguments = new ArrayList<>(call.args().size() + 1);
        call.target().ifPresent(target -> addValue(target, arguments));
        call.args().forEach(argument -> addValue(argument, arguments));
        String overload = ast.getReference(expression.id())
                .map(CelReference::overloadIds)
                .filter(ids -> ids.size() == 1)
                .map(List::getFirst)
                .orElse("");
        int known = call.args().size() + (call.target().isPresent() ? 1 : 0);
        return arguments.size() < known ? 1 : CallCosts.actual(call.function(), overload, arguments, value);
    }

    private void addValue(CelExpr expression, List<Object> arguments) {
        Object value = values.get(expression.id());
        if (value != null) {
            arguments.add(value);
        }
    }
}
