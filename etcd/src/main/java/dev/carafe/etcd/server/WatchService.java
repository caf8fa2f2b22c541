package dev.carafe.etcd.server;

import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;

/** etcd's Watch service. */
record WatchService(Sessions sessions, ResponseCodec codec, int fragmentBytes) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.WATCH)
                .addMethod(EtcdMethods.WATCH_STREAM, ServerCalls.asyncBidiStreamingCall(to -> {
                    WatchStream stream = new WatchStream(
                            sessions, codec, fragmentBytes, (ServerCallStreamObserver<Rpc.WatchResponse>) to);
                    stream.attach();
                    return stream;
                }))
                .build();
    }
}
