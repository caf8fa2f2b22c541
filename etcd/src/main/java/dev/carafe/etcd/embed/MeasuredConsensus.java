package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.metrics.ServerMetrics;
import dev.carafe.etcd.work.Workers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A consensus whose proposals are counted and timed. Safe for any thread. */
final class MeasuredConsensus implements Consensus {
    private final Consensus consensus;
    private final ServerMetrics metrics;

    MeasuredConsensus(Consensus consensus, ServerMetrics metrics) {
        this.consensus = consensus;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<WriteResponse> submit(WriteRequest request) {
        long startNs = System.nanoTime();
        CompletableFuture<WriteResponse> answer;
        metrics.proposalsPending.increment();
        try {
            answer = consensus.submit(request);
        } catch (EtcdException e) {
            answered(request, startNs, e);
            throw e;
        }
        return answer.whenComplete((_, failure) -> answered(request, startNs, failure));
    }

    private void answered(WriteRequest request, long startNs, @Nullable Throwable failure) {
        metrics.proposalsPending.decrement();
        metrics.answered(RequestKind.of(request), failure == null, System.nanoTime() - startNs);
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        // What was applied and refused did not fail as a proposal.
        if (cause instanceof EtcdException refused && refused.code() == EtcdError.Code.UNAVAILABLE) {
            metrics.proposalsFailed.increment();
        }
    }

    @Override
    public void start(Workers workers) {
        consensus.start(workers);
    }

    @Override
    public CompletableFuture<Void> barrier() {
        return consensus.barrier();
    }

    @Override
    public void awaitBarrier() {
        consensus.awaitBarrier();
    }

    @Override
    public Standing standing() {
        return consensus.standing();
    }

    @Override
    public long logBytes() {
        return consensus.logBytes();
    }

    @Override
    public @Nullable EtcdError problem() {
        return consensus.problem();
    }

    @Override
    public CompletableFuture<Void> defragment() {
        return consensus.defragment();
    }

    @Override
    public CompletableFuture<Void> pruned() {
        return consensus.pruned();
    }

    @Override
    public void stop() {
        consensus.stop();
    }
}
