package dev.carafe.etcd.server;

import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.rpc.WatchMessage;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.util.concurrent.Executor;

/**
 * etcd's Watch service.
 *
 * @param threads runs each task on a thread that may wait, for calls that do not come from the network
 */
record WatchService(Sessions sessions, ResponseCodec codec, int fragmentBytes, Executor threads) {
    ServerServiceDefinition definition() {
        WatchEvents events = new WatchEvents(codec);
        return ServerServiceDefinition.builder(EtcdMethods.WATCH)
                .addMethod(EtcdMethods.WATCH_ANSWERS, (call, headers) -> {
                    Executor loop = call.getAttributes().get(ClientPort.GATHERED);
                    return ServerCalls.<Rpc.WatchRequest, WatchMessage>asyncBidiStreamingCall(to -> {
                                WatchStream stream = new WatchStream(
                                        sessions,
                                        events,
                                        fragmentBytes,
                                        (ServerCallStreamObserver<WatchMessage>) to,
                                        loop == null ? threads : loop);
                                stream.attach();
                                return stream;
                            })
                            .startCall(call, headers);
                })
                .build();
    }
}
