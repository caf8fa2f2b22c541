package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Leases that clients of this member keep alive, which only the leader can do: those that come while a call to it is on its way
 * go together in the next one. One that comes alone is sent at once. Safe for any thread; a call is made by the thread of
 * one of those that are in it.
 */
final class SharedKeepAlives {
    /** Leases in a call, at most. */
    static final int LEASES_MAX = 1000;

    /**
     * One of them.
     *
     * @param answer null in it says that it is its thread's turn to make the call
     */
    private record Waiting(long lease, CompletableFuture<@Nullable LeaseKeepAliveResponse> answer) {}

    /** Who waits while a call is on its way, by the leader that it is to; guarded by this object's monitor. */
    private final Map<Long, Deque<Waiting>> waiting = new HashMap<>();

    /**
     * Has the leader keep a lease alive.
     *
     * @throws EtcdException as the call does
     */
    LeaseKeepAliveResponse ask(LeaderCalls calls, long leader, long lease) {
        Waiting own = new Waiting(lease, new CompletableFuture<>());
        if (!begin(leader, own)) {
            LeaseKeepAliveResponse answer = await(own);
            if (answer != null) {
                return answer;
            }
        }
        return call(calls, leader, own);
    }

    /** Whether no call is on its way, so that one may be made; else it waits. */
    private synchronized boolean begin(long leader, Waiting own) {
        Deque<Waiting> others = waiting.get(leader);
        if (others == null) {
            waiting.put(leader, new ArrayDeque<>());
            return true;
        }
        others.addLast(own);
        return false;
    }

    private static @Nullable LeaseKeepAliveResponse await(Waiting own) {
        try {
            return own.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EtcdException failed) {
                throw new EtcdException(failed.code(), String.valueOf(failed.getMessage()), failed);
            }
            throw e;
        }
    }

    private LeaseKeepAliveResponse call(LeaderCalls calls, long leader, Waiting own) {
        List<Waiting> others = take(leader);
        List<Long> leases = new ArrayList<>();
        leases.add(own.lease);
        others.forEach(other -> leases.add(other.lease));
        List<LeaseKeepAliveResponse> answers;
        try {
            answers = calls.keepAlive(leader, leases);
        } catch (RuntimeException | Error e) {
            others.forEach(other -> other.answer.completeExceptionally(e));
            throw e;
        } finally {
            end(leader);
        }
        for (int i = 0; i < others.size(); i++) {
            others.get(i).answer.complete(answers.get(i + 1));
        }
        return answers.getFirst();
    }

    private synchronized List<Waiting> take(long leader) {
        Deque<Waiting> all = waiting.getOrDefault(leader, new ArrayDeque<>());
        List<Waiting> taken = new ArrayList<>();
        while (!all.isEmpty() && taken.size() < LEASES_MAX - 1) {
            taken.add(all.removeFirst());
        }
        return taken;
    }

    /** A call is over: the first that waits makes the next. */
    private synchronized void end(long leader) {
        Deque<Waiting> others = waiting.getOrDefault(leader, new ArrayDeque<>());
        if (others.isEmpty()) {
            waiting.remove(leader);
        } else {
            others.removeFirst().answer.complete(null);
        }
    }

    /** How many wait for the end of a call to a leader. */
    synchronized int waiting(long leader) {
        return waiting.getOrDefault(leader, new ArrayDeque<>()).size();
    }
}
