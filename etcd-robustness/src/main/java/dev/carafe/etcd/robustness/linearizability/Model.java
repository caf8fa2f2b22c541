package dev.carafe.etcd.robustness.linearizability;

import dev.carafe.etcd.robustness.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A sequential specification.
 *
 * @param <S> a state: immutable, with value equality
 */
public interface Model<S> {
    S initial();

    /**
     * The state after an operation, null when it cannot have had its outcome in the state before. Of an operation of
     * unknown outcome: null also when it would change nothing, which is the same as never having happened.
     */
    @Nullable
    S step(S state, Operation operation);

    /**
     * Whether an operation of known outcome can no longer happen, in this state or in any that may follow. To say no is
     * always right; to say yes early saves search.
     */
    boolean hopeless(S state, Operation waiting);
}
