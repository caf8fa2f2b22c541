package dev.carafe.kubernetes.apimachinery.jsonpath;

import java.util.List;
import java.util.OptionalInt;

/** One step of a path, from the values reached so far to the next ones. */
sealed interface Step {
    /** The field of a name. */
    record Field(String name) implements Step {}

    /** All items or fields. */
    record Wildcard() implements Step {}

    /** The value itself and everything below it. */
    record Descent() implements Step {}

    /** What each of several ways leads to, one after the other. */
    record Union(List<Step> ways) implements Step {}

    /**
     * Items of a list; negative positions count from its end.
     *
     * @param single whether the first position alone is meant
     */
    record Slice(OptionalInt from, OptionalInt to, int by, boolean single) implements Step {
        static Slice of(int position) {
            return new Slice(OptionalInt.of(position), OptionalInt.empty(), 1, true);
        }
    }

    /**
     * Items of which something holds.
     *
     * @param operator empty for items that have the left side at all
     */
    record Filter(Operand left, String operator, Operand right) implements Step {}

    /** A side of a comparison. */
    sealed interface Operand {
        /** What a path from the item leads to. */
        record Path(JsonPath path) implements Operand {}

        /** A constant: text, number or boolean. */
        record Constant(Object value) implements Operand {}
    }
}
