package dev.carafe.etcd.server;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.ServerServiceDefinition;

/** etcd's KV service. */
record KvService(Store store, ResponseCodec codec) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.KV)
                .addMethod(
                        EtcdMethods.RANGE,
                        Calls.unary(request -> codec.encode(store.range(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.PUT, Calls.unary(request -> codec.encode(store.put(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.DELETE_RANGE,
                        Calls.unary(request -> codec.encode(store.deleteRange(RequestCodec.decode(request)))))
                .addMethod(
                        EtcdMethods.TXN, Calls.unary(request -> codec.encode(store.txn(RequestCodec.decode(request)))))
                .addMethod(EtcdMethods.COMPACT, Calls.unary(this::compact))
                .build();
    }

    private Rpc.CompactionResponse compact(Rpc.CompactionRequest request) {
        long revision = store.compact(new CompactRequest(request.getRevision(), request.getPhysical()))
                .revision();
        return Rpc.CompactionResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }
}
