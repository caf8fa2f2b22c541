package dev.carafe.etcd.consensus;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.work.Workers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Orders a store's records, makes them durable and applies them. Safe for any thread. */
public interface Consensus {
    /**
     * Who leads, and how far the log is.
     *
     * @param term the term
     * @param leaderId the member that leads, 0 while none does
     * @param committedIndex last record that is committed
     * @param appliedIndex last record applied
     * @param learner whether this member has no vote
     */
    record Standing(long term, long leaderId, long committedIndex, long appliedIndex, boolean learner) {}

    /** Begins to work. */
    void start(Workers workers);

    /** Writes; the answer comes when the change is durable and visible, or is an {@link EtcdException}. */
    CompletableFuture<WriteResponse> submit(WriteRequest request);

    /** Completes once this member's state holds whatever any member had answered before the call. */
    CompletableFuture<Void> barrier();

    Standing standing();

    /** Bytes that the log takes on disk. */
    long logBytes();

    /** Why writes are refused, for good or while the disk is full; null when they are taken. */
    @Nullable
    EtcdError problem();

    /**
     * Begins to make a snapshot of the state; completes when it is on disk and the log that no kept snapshot needs is gone.
     */
    CompletableFuture<Void> defragment();

    /** Completes once the space of all is free that was compacted before the call. */
    CompletableFuture<Void> pruned();

    /** Stops after the work in hand and waits for its end. */
    void stop();

    /** Writes, and returns when the change is durable and visible. */
    default WriteResponse write(WriteRequest request) {
        return await(submit(request));
    }

    /** Returns once this member's state holds whatever any member had answered before the call. */
    default void awaitBarrier() {
        CompletableFuture<Void> barrier = barrier();
        if (!barrier.isDone() || barrier.isCompletedExceptionally()) {
            await(barrier);
        }
    }

    /** Waits for an answer. */
    static <R> R await(CompletableFuture<R> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EtcdException cause) {
                // A new one, so that the trace shows the caller and not only the loop.
                throw new EtcdException(cause.code(), String.valueOf(cause.getMessage()), cause);
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
