package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream of watches as the protocol has it: messages out, answers in their order. */
final class RawWatches implements StreamObserver<Rpc.WatchResponse> {
    private static final long ANSWER_MAX_S = 20;

    private final BlockingQueue<Rpc.WatchResponse> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<Rpc.WatchRequest> requests;

    RawWatches(Channel channel) {
        requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(EtcdMethods.WATCH_STREAM, CallOptions.DEFAULT), this);
    }

    @Override
    public void onNext(Rpc.WatchResponse answer) {
        answers.add(answer);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}

    void create(String key, long startRevision) {
        create(Rpc.WatchCreateRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setStartRevision(startRevision));
    }

    void create(Rpc.WatchCreateRequest.Builder watch) {
        requests.onNext(Rpc.WatchRequest.newBuilder().setCreateRequest(watch).build());
    }

    void cancel(long id) {
        requests.onNext(Rpc.WatchRequest.newBuilder()
                .setCancelRequest(Rpc.WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    void progress() {
        requests.onNext(Rpc.WatchRequest.newBuilder()
                .setProgressRequest(Rpc.WatchProgressRequest.getDefaultInstance())
                .build());
    }

    Rpc.WatchResponse next() throws InterruptedException {
        Rpc.WatchResponse answer = answers.poll(ANSWER_MAX_S, TimeUnit.SECONDS);
        assertThat(answer).as("an answer of the watch stream").isNotNull();
        return answer;
    }
}
