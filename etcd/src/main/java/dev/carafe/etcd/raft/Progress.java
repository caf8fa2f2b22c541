package dev.carafe.etcd.raft;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a leader knows of one member's log, and how it sends to it.
 *
 * <pre>
 * PROBE     -> REPLICATE (it took entries), SNAPSHOT (what it needs is compacted away); one message, then wait
 * REPLICATE -> PROBE (it rejected, or is unreachable), SNAPSHOT; up to a window of messages without an answer
 * SNAPSHOT  -> PROBE (the snapshot arrived or failed), REPLICATE (it took entries); nothing is sent meanwhile
 * </pre>
 *
 * <p>Invariant: {@code match < next}.
 */
final class Progress {
    /** How the leader sends to the member. */
    enum State {
        PROBE,
        REPLICATE,
        SNAPSHOT
    }

    private final int inflightMax;
    /** Last indexes of the messages under way, ascending. */
    private final Deque<Long> inflight = new ArrayDeque<>();

    private long match;
    private long next;
    private State state = State.PROBE;
    private boolean probeSent;
    private long pendingSnapshot;
    private boolean active;
    private boolean due;

    Progress(long match, long next, int inflightMax) {
        this.match = match;
        this.next = next;
        this.inflightMax = inflightMax;
    }

    long match() {
        return match;
    }

    long next() {
        return next;
    }

    State state() {
        return state;
    }

    /** Whether it was heard since the leader last counted who is there. */
    boolean active() {
        return active;
    }

    void setActive(boolean value) {
        active = value;
    }

    /** Something is to be sent to it, if only what is committed. */
    void due() {
        due = true;
    }

    boolean isDue() {
        return due;
    }

    boolean takeDue() {
        boolean was = due;
        due = false;
        return was;
    }

    boolean paused() {
        return switch (state) {
            case PROBE -> probeSent;
            case REPLICATE -> inflight.size() >= inflightMax;
            case SNAPSHOT -> true;
        };
    }

    void probe() {
        next = state == State.SNAPSHOT ? Math.max(match, pendingSnapshot) + 1 : match + 1;
        change(State.PROBE);
    }

    void replicate() {
        next = match + 1;
        change(State.REPLICATE);
    }

    void sendingSnapshot(long index) {
        change(State.SNAPSHOT);
        pendingSnapshot = index;
        next = index + 1;
    }

    /** The snapshot did not arrive: what is sent next is found out again. */
    void snapshotFailed() {
        pendingSnapshot = 0;
        probe();
    }

    private void change(State to) {
        state = to;
        probeSent = false;
        pendingSnapshot = 0;
        inflight.clear();
    }

    /** Entries up to an index, or none, went out. */
    void sent(long lastIndex, boolean entries) {
        switch (state) {
            case REPLICATE -> {
                if (entries) {
                    next = lastIndex + 1;
                    inflight.addLast(lastIndex);
                }
            }
            case PROBE -> probeSent = true;
            case SNAPSHOT -> throw new IllegalStateException("sent entries beside a snapshot");
        }
    }

    /** It has everything up to an index; false when that was known. */
    boolean matched(long index) {
        boolean news = index > match;
        if (news) {
            match = index;
            probeSent = false;
        }
        next = Math.max(next, index + 1);
        while (!inflight.isEmpty() && inflight.getFirst() <= index) {
            inflight.removeFirst();
        }
        return news;
    }

    /** It has no entry that matches at an index; false when the answer is a stale one. */
    boolean rejected(long index, long hint) {
        if (state == State.REPLICATE) {
            if (index <= match) {
                return false;
            }
            next = match + 1;
            return true;
        }
        if (next - 1 != index) {
            return false;
        }
        next = Math.max(Math.min(index, hint + 1), match + 1);
        probeSent = false;
        return true;
    }

    /** It answered a heartbeat, so something may be sent again even if the last one was lost. */
    void heard() {
        active = true;
        probeSent = false;
        if (state == State.REPLICATE && inflight.size() >= inflightMax) {
            inflight.removeFirst();
        }
    }
}
