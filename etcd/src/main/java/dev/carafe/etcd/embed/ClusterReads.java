package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.metrics.ServerMetrics;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.ReadState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads that wait for the leader's word and for this member to have applied what that asks for. All that come while one
 * question is under way share the next one (etcd: {@code linearizableReadLoop}). Belongs to the loop's thread.
 */
final class ClusterReads {
    /** When a question without an answer is asked again (etcd: {@code readIndexRetryTime}). */
    private static final long RETRY_MS = 500;

    private final long timeoutMs;
    private final ServerMetrics metrics;
    /** Not asked about yet. */
    private final List<ClusterEvent.Read> fresh = new ArrayList<>();
    /** Asked about. */
    private final List<ClusterEvent.Read> asked = new ArrayList<>();
    /** Answered, and waiting for an index. */
    private final List<Answered> answered = new ArrayList<>();

    private long question;
    private long askedAtMs;

    private record Answered(long index, List<ClusterEvent.Read> reads) {}

    /**
     * No reads.
     *
     * @param firstQuestion where the numbers of questions begin, other than in an earlier life
     */
    ClusterReads(long timeoutMs, long firstQuestion, ServerMetrics metrics) {
        this.timeoutMs = timeoutMs;
        this.question = firstQuestion;
        this.metrics = metrics;
    }

    void add(ClusterEvent.Read read) {
        fresh.add(read);
    }

    /** Asks what is to be asked, also again. */
    void ask(RaftCore core, long nowMs) {
        boolean again = !asked.isEmpty() && nowMs - askedAtMs >= RETRY_MS;
        if ((asked.isEmpty() && !fresh.isEmpty()) || again) {
            if (core.readIndex(question + 1)) {
                question++;
                askedAtMs = nowMs;
                asked.addAll(fresh);
                fresh.clear();
            }
        }
    }

    void answer(ReadState state) {
        if (state.request() == question && !asked.isEmpty()) {
            answered.add(new Answered(state.index(), List.copyOf(asked)));
            asked.clear();
        } else {
            metrics.slowReadIndexes.increment(); // of a question that was asked again since
        }
    }

    /** Lets go whoever waits for an index that is applied now. */
    void applied(long index) {
        answered.removeIf(one -> {
            if (one.index() > index) {
                return false;
            }
            one.reads().forEach(read -> read.answer().complete(null));
            return true;
        });
    }

    /** Fails what has waited too long. */
    void expire(long nowMs, EtcdError error) {
        boolean unasked = expire(fresh, nowMs, error);
        boolean unanswered = expire(asked, nowMs, error);
        if (unasked || unanswered) {
            metrics.slowReadIndexes.increment(); // one question is asked for all that wait
        }
    }

    private boolean expire(List<ClusterEvent.Read> reads, long nowMs, EtcdError error) {
        return reads.removeIf(read -> {
            boolean late = nowMs - read.bornMs() >= timeoutMs;
            return late && fail(read.answer(), error);
        });
    }

    void fail(EtcdError error) {
        if (!fresh.isEmpty() || !asked.isEmpty()) {
            metrics.readIndexesFailed.increment();
        }
        fresh.forEach(read -> fail(read.answer(), error));
        asked.forEach(read -> fail(read.answer(), error));
        answered.forEach(one -> one.reads().forEach(read -> fail(read.answer(), error)));
        fresh.clear();
        asked.clear();
        answered.clear();
    }

    private static boolean fail(CompletableFuture<Void> answer, EtcdError error) {
        var _ = answer.completeExceptionally(error.exception());
        return true;
    }
}
