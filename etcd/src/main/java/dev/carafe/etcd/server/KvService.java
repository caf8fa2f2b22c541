package dev.carafe.etcd.server;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** etcd's KV service. */
record KvService(Sessions sessions, ResponseCodec codec, int chunkBytes, PromptCalls prompt) {
    /** The methods whose calls begin on the network's thread. */
    static final Set<String> PROMPT = Set.of(
            EtcdMethods.RANGE.getFullMethodName(),
            EtcdMethods.PUT.getFullMethodName(),
            EtcdMethods.DELETE_RANGE.getFullMethodName(),
            EtcdMethods.TXN.getFullMethodName());

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.KV)
                .addMethod(
                        EtcdMethods.RANGE,
                        prompt.unary(
                                request -> begin(request, RequestCodec::decode, RangeResponse.class),
                                codec::encode,
                                request -> codec.encode(sessions.current().range(RequestCodec.decode(request)))))
                .addMethod(EtcdMethods.RANGE_STREAM, ServerCalls.asyncServerStreamingCall(this::stream))
                .addMethod(
                        EtcdMethods.PUT,
                        prompt.unary(
                                request -> begin(request, RequestCodec::decode, PutResponse.class),
                                codec::encode,
                                request -> codec.encode(sessions.current().put(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.DELETE_RANGE,
                        prompt.unary(
                                request -> begin(request, RequestCodec::decode, DeleteRangeResponse.class),
                                codec::encode,
                                request -> codec.encode(sessions.current().deleteRange(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.TXN,
                        prompt.unary(
                                request -> begin(request, RequestCodec::decode, TxnResponse.class),
                                codec::encode,
                                request -> codec.encode(sessions.current().txn(RequestCodec.decode(request)))))
                .addMethod(EtcdMethods.COMPACT, Calls.unary(this::compact))
                .build();
    }

    private <Q, A extends OpResponse> @Nullable CompletableFuture<? extends A> begin(
            Q request, Function<Q, Op> decode, Class<A> type) {
        if (sessions.hasToken()) {
            return null; // the thread must not wait for that
        }
        CompletableFuture<? extends OpResponse> begun = sessions.current().begin(decode.apply(request));
        return begun == null ? null : begun.thenApply(type::cast);
    }

    private void stream(Rpc.RangeRequest request, StreamObserver<Rpc.RangeStreamResponse> to) {
        RangeStream stream = new RangeStream(codec, chunkBytes, (ServerCallStreamObserver<Rpc.RangeStreamResponse>) to);
        // The call's own thread must stay free to tell that the client reads again.
        Runnable sending = Context.current().wrap(() -> {
            try {
                stream.send(sessions.current(), RequestCodec.decode(request));
            } catch (RuntimeException e) {
                to.onError(Calls.status(e));
            }
        });
        var _ = Thread.ofVirtual().name("etcd-range-stream").start(sending);
    }

    private Rpc.CompactionResponse compact(Rpc.CompactionRequest request) {
        long revision = sessions.current()
                .compact(new CompactRequest(request.getRevision(), request.getPhysical()))
                .revision();
        return Rpc.CompactionResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }
}
