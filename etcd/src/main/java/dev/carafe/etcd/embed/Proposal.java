package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.wal.Wal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A write waiting for its answer.
 *
 * @param request what to write
 * @param encoded the same as the log takes it, made by the thread that waits
 * @param answer completed by the write loop, always
 */
record Proposal(WriteRequest request, ByteBuffer encoded, CompletableFuture<WriteResponse> answer) {
    Proposal(WriteRequest request) {
        this(request, Wal.encode(request), new CompletableFuture<>());
    }

    void fail(EtcdException cause) {
        var _ = answer.completeExceptionally(cause);
    }
}
