package dev.carafe.etcd.server;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** etcd's KV service. */
record KvService(Sessions sessions, ResponseCodec codec, int chunkBytes) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.KV)
                .addMethod(
                        EtcdMethods.RANGE,
                        Calls.unary(request -> codec.encode(sessions.current().range(RequestCodec.decode(request)))))
                .addMethod(EtcdMethods.RANGE_STREAM, ServerCalls.asyncServerStreamingCall(this::stream))
                .addMethod(
                        EtcdMethods.PUT,
                        Calls.unary(request -> codec.encode(sessions.current().put(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.DELETE_RANGE,
                        Calls.unary(
                                request -> codec.encode(sessions.current().deleteRange(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.TXN,
                        Calls.unary(request -> codec.encode(sessions.current().txn(RequestCodec.decode(request)))))
                .addMethod(EtcdMethods.COMPACT, Calls.unary(this::compact))
                .build();
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
