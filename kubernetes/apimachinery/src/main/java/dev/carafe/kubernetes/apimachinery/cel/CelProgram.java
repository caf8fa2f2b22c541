package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;

/** A compiled expression. Thread-safe. */
public final class CelProgram {
    /** The most that one evaluation may cost (apis/cel, config.go). */
    public static final long CALL_COST_MAX = 1_000_000;

    private final CelAbstractSyntaxTree ast;
    private final CelRuntime.Program program;
    private final long costMax;

    CelProgram(CelAbstractSyntaxTree ast, CelRuntime.Program program, long costMax) {
        this.ast = ast;
        this.program = program;
        this.costMax = costMax;
    }

    /** The most that it can cost, given the sizes of its variables; {@link Long#MAX_VALUE} where that has no bound. */
    public long costMax() {
        return costMax;
    }

    /** Whether it names a variable. */
    public boolean uses(String variable) {
        return ast.getReferenceMap().values().stream()
                .anyMatch(reference -> reference.name().equals(variable));
    }

    /** What an evaluation came to. */
    public sealed interface Outcome {
        /** What it cost. */
        long cost();

        /** It yielded a value. */
        record Yielded(Object value, long cost) implements Outcome {}

        /** It failed, in upstream's words. */
        record Failed(String message, long cost) implements Outcome {}

        /** It was ended since it cost more than {@link #CALL_COST_MAX}. */
        record TooCostly(long cost) implements Outcome {}
    }

    /**
     * Runs the expression.
     *
     * @param variables values as {@link CelValues} makes them
     */
    public Outcome evaluate(Map<String, ?> variables) {
        CostMeter meter = new CostMeter(ast, CALL_COST_MAX);
        try {
            Object value = program.trace(variables, meter);
            return meter.isExceeded() ? new Outcome.TooCostly(meter.cost()) : new Outcome.Yielded(value, meter.cost());
        } catch (CelEvaluationException e) {
            return meter.isExceeded()
                    ? new Outcome.TooCostly(meter.cost())
                    : new Outcome.Failed(CelErrors.message(e), meter.cost());
        } catch (RuntimeException e) {
            if (meter.isExceeded()) {
                return new Outcome.TooCostly(meter.cost());
            }
            throw e;
        }
    }
}
