package dev.carafe.etcd.robustness.linearizability;

import dev.carafe.etcd.robustness.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches for an order that explains a history, depth first: at each step one of the operations that no other waiting one
 * precedes in time. What has been tried (the set of operations done, and the state that they led to) is never tried again.
 * Sources: Wing and Gong, "Testing and Verifying Concurrent Objects" (1993); Lowe, "Testing for linearizability" (2016).
 *
 * <p>An operation of unknown outcome may be left out, and is tried only where those of known outcome do not go on. A
 * checker checks one history.
 *
 * @param <S> the model's state
 */
public final class LinearizabilityChecker<S> {
    /** What has been tried. */
    private record Tried<S>(BitSet done, S state) {}

    private static final class Frame<S> {
        final S state;
        /** The operation that led here, -1 at the start. */
        final int applied;
        /** The latest call among the operations done. */
        final long latestCall;

        final int[] candidates;
        int next;

        Frame(S state, int applied, long latestCall, int[] candidates) {
            this.state = state;
            this.applied = applied;
            this.latestCall = latestCall;
            this.candidates = candidates;
        }
    }

    private final Model<S> model;
    private final List<Operation> operations;
    private final long stepsMax;

    private final BitSet done = new BitSet();
    private final Set<Tried<S>> tried = new HashSet<>();
    private final Deque<Frame<S>> path = new ArrayDeque<>();
    private Verdict.@Nullable Illegal longest;
    private int knownLeft;

    /**
     * A checker of one history.
     *
     * @param stepsMax steps of the search after which it is given up
     */
    public LinearizabilityChecker(Model<S> model, List<Operation> history, long stepsMax) {
        this.model = model;
        this.operations = history.stream()
                .sorted(Comparator.comparingLong(Operation::calledAt))
                .toList();
        this.stepsMax = stepsMax;
        this.knownLeft = (int) operations.stream().filter(op -> !op.unknown()).count();
    }

    public Verdict check() {
        path.addLast(new Frame<>(model.initial(), -1, Long.MIN_VALUE, candidates(Long.MIN_VALUE)));
        for (long step = 0; step < stepsMax; step++) {
            if (knownLeft == 0) {
                return new Verdict.Linearizable(order());
            }
            Frame<S> frame = path.getLast();
            if (frame.next < frame.candidates.length) {
                advance(frame, frame.candidates[frame.next++]);
                continue;
            }
            noteLongest(frame);
            var _ = path.removeLast();
            if (frame.applied < 0) {
                return longest == null ? new Verdict.Undecided(step) : longest;
            }
            undo(frame.applied);
        }
        return new Verdict.Undecided(stepsMax);
    }

    private void advance(Frame<S> frame, int index) {
        Operation operation = operations.get(index);
        S next = model.step(frame.state, operation);
        if (next == null) {
            return;
        }
        done.set(index);
        knownLeft -= operation.unknown() ? 0 : 1;
        boolean dead = !next.equals(frame.state) && hopeless(next);
        if (dead || !tried.add(new Tried<>((BitSet) done.clone(), next))) {
            undo(index);
            return;
        }
        long latestCall = Math.max(frame.latestCall, operation.calledAt());
        path.addLast(new Frame<>(next, index, latestCall, candidates(latestCall)));
    }

    private void undo(int index) {
        done.clear(index);
        knownLeft += operations.get(index).unknown() ? 0 : 1;
    }

    private boolean hopeless(S state) {
        for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
            if (!operations.get(i).unknown() && model.hopeless(state, operations.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** What may come next: the waiting operations called before any waiting one returned; those of unknown outcome last. */
    private int[] candidates(long latestCall) {
        long firstReturn = Long.MAX_VALUE;
        List<Integer> known = new ArrayList<>();
        List<Integer> unknown = new ArrayList<>();
        for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
            Operation operation = operations.get(i);
            if (operation.calledAt() > firstReturn) {
                break;
            }
            if (!operation.unknown()) {
                known.add(i);
                firstReturn = Math.min(firstReturn, operation.returnedAt());
            } else if (operation.returnedAt() >= latestCall) {
                unknown.add(i);
            }
        }
        known.addAll(unknown);
        return known.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Operation> order() {
        return path.stream()
                .filter(frame -> frame.applied >= 0)
                .map(frame -> operations.get(frame.applied))
                .toList();
    }

    private void noteLongest(Frame<S> frame) {
        if (longest == null || path.size() - 1 > longest.longest().size()) {
            List<Operation> stuck = new ArrayList<>();
            for (int candidate : frame.candidates) {
                stuck.add(operations.get(candidate));
            }
            longest = new Verdict.Illegal(order(), String.valueOf(frame.state), stuck);
        }
    }
}
