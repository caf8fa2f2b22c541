package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.state.StateMachine;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Frees what compaction forgot, a piece in each turn of the loop, and tells those who wait for its end. Belongs to the
 * loop, but {@link #done}.
 */
final class Pruning {
    private static final int REVISIONS = 4096;

    private final StateMachine machine;
    private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

    Pruning(StateMachine machine) {
        this.machine = machine;
    }

    /** Completes once all is free that was compacted before the call. The loop has to be woken. */
    CompletableFuture<Void> done() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        return done;
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /**
     * Frees the next piece.
     *
     * @param held whether somebody reads history, so that none may go
     * @return whether more can be freed at once
     */
    boolean step(boolean held) {
        if (held) {
            return false;
        }
        int before = waiting.size();
        boolean more = machine.prune(REVISIONS);
        for (int i = 0; i < before && !more; i++) {
            CompletableFuture<Void> done = waiting.poll();
            if (done != null) {
                done.complete(null);
            }
        }
        return more;
    }

    /** Lets nobody wait any longer. */
    void stop() {
        for (CompletableFuture<Void> done = waiting.poll(); done != null; done = waiting.poll()) {
            done.completeExceptionally(EtcdError.STOPPED.exception());
        }
    }
}
