package dev.carafe.etcd.server;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * Answers a range in pieces, all of one revision, each about as large as said; only the last one has a header and the
 * count. Belongs to one thread, which waits while the client does not read. Source: etcd 3.7 {@code
 * server/etcdserver/v3_server.go}, {@code rangeStream}.
 */
final class RangeStream {
    private static final long FIRST_LIMIT = 10;

    private final ResponseCodec codec;
    private final int chunkBytes;
    private final ServerCallStreamObserver<Rpc.RangeStreamResponse> to;

    RangeStream(ResponseCodec codec, int chunkBytes, ServerCallStreamObserver<Rpc.RangeStreamResponse> to) {
        this.codec = codec;
        this.chunkBytes = chunkBytes;
        this.to = to;
        to.setOnReadyHandler(this::wake);
        to.setOnCancelHandler(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    void send(Store store, RangeRequest request) {
        checkStreamable(request);
        if (request.countOnly()) {
            RangeResponse counted = store.range(request);
            send(Rpc.RangeResponse.newBuilder()
                    .setHeader(codec.header(counted.revision()))
                    .setCount(counted.count()));
            to.onCompleted();
            return;
        }
        long total = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
        long limit = Math.min(FIRST_LIMIT, total);
        long sent = 0;
        long headerRevision = 0;
        RangeRequest next = request;
        while (true) {
            RangeResponse part = store.range(next.withLimit(limit));
            if (headerRevision == 0) {
                headerRevision = part.revision();
                if (request.revision() <= 0) {
                    next = next.withRevision(headerRevision);
                }
            }
            boolean last = !part.more() || sent + part.kvs().size() >= total;
            Rpc.RangeResponse.Builder message =
                    codec.encode(part).toBuilder().clearHeader().clearMore();
            message.setCount(0);
            int size = message.build().getSerializedSize();
            if (last) {
                // What is counted from here on is all that was not sent, and this piece.
                message.setHeader(codec.header(headerRevision))
                        .setMore(part.more())
                        .setCount(sent + part.count());
            }
            sent += part.kvs().size();
            send(message);
            if (last) {
                to.onCompleted();
                return;
            }
            next = from(next, part.kvs().getLast().key().next());
            limit = Math.min(adjusted(limit, size), total - sent);
        }
    }

    /** Pieces come in the order of keys; anything else needs the whole result first. */
    private static void checkStreamable(RangeRequest request) {
        if (request.sortOrder() == SortOrder.DESCEND || request.sortTarget() != SortTarget.KEY) {
            throw new EtcdException(EtcdError.Code.UNIMPLEMENTED, "RangeStream does not support custom sort orders");
        }
        if (request.minModRevision() != 0
                || request.maxModRevision() != 0
                || request.minCreateRevision() != 0
                || request.maxCreateRevision() != 0) {
            throw new EtcdException(EtcdError.Code.UNIMPLEMENTED, "RangeStream does not support revision filters");
        }
    }

    private static RangeRequest from(RangeRequest request, Bytes key) {
        return new RangeRequest(
                key,
                request.rangeEnd(),
                request.limit(),
                request.revision(),
                request.sortOrder(),
                request.sortTarget(),
                request.serializable(),
                request.keysOnly(),
                request.countOnly(),
                request.minModRevision(),
                request.maxModRevision(),
                request.minCreateRevision(),
                request.maxCreateRevision());
    }

    private long adjusted(long limit, int size) {
        if (size < chunkBytes / 2) {
            return limit * 2;
        }
        return size > chunkBytes * 2L ? Math.max(1, limit / 2) : limit;
    }

    private synchronized void send(Rpc.RangeResponse.Builder message) {
        try {
            while (!to.isReady() && !to.isCancelled()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdError.REQUEST_CANCELED.exception();
        }
        if (to.isCancelled()) {
            throw EtcdError.REQUEST_CANCELED.exception();
        }
        to.onNext(Rpc.RangeStreamResponse.newBuilder().setRangeResponse(message).build());
    }
}
