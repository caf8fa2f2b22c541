package dev.carafe.etcd.robustness.linearizability;

import dev.carafe.etcd.robustness.history.Operation;
import java.util.List;

/** What a check found. */
public sealed interface Verdict {
    /** An order that explains all; operations of unknown outcome that are not in it never happened. */
    record Linearizable(List<Operation> order) implements Verdict {}

    /**
     * No order does.
     *
     * @param longest the longest order that explains a part
     * @param state what the model had come to by then
     * @param stuck what would have to come next, none of which can
     */
    record Illegal(List<Operation> longest, String state, List<Operation> stuck) implements Verdict {}

    /** The search was given up after so many steps. */
    record Undecided(long steps) implements Verdict {}
}
