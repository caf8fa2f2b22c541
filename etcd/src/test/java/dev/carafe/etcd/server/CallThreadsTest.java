package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallThreadsTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final CallThreads calls = new CallThreads(threads::addLast, Set.of(EtcdMethods.PUT.getFullMethodName()));

    @Test
    void aCallsNewsAreHeardInTheirOrderByOneThreadAtATime() {
        FakeCall call = new FakeCall(EtcdMethods.PUT, null);
        ServerCall.Listener<Rpc.PutRequest> listener =
                calls.interceptCall(call, new Metadata(), (_, _) -> new Hearing());

        listener.onReady();
        listener.onMessage(Rpc.PutRequest.getDefaultInstance());
        listener.onHalfClose();

        assertThat(heard).isEmpty();
        assertThat(threads).hasSize(1);
        threads.removeFirst().run();
        assertThat(heard).containsExactly("ready", "message", "half close");
        listener.onComplete();
        threads.removeFirst().run();
        assertThat(heard).endsWith("complete");
    }

    @Test
    void aCallThatNeverWaitsStaysOnTheNetworksThread() {
        FakeCall call = new FakeCall(EtcdMethods.PUT, Runnable::run);

        calls.interceptCall(call, new Metadata(), (_, _) -> new Hearing()).onHalfClose();

        assertThat(heard).containsExactly("half close");
        assertThat(threads).isEmpty();
    }

    @Test
    void aCallThatFailsIsClosedAndItsNewsGoOn() {
        FakeCall call = new FakeCall(EtcdMethods.PUT, null);
        ServerCall.Listener<Rpc.PutRequest> listener =
                calls.interceptCall(call, new Metadata(), (_, _) -> new Hearing() {
                    @Override
                    public void onHalfClose() {
                        throw new IllegalStateException("failed");
                    }
                });

        listener.onHalfClose();
        listener.onComplete();
        threads.removeFirst().run();

        assertThat(call.closed).isEqualTo(Status.Code.UNKNOWN);
        assertThat(heard).containsExactly("complete");
    }

    private class Hearing extends ServerCall.Listener<Rpc.PutRequest> {
        @Override
        public void onMessage(Rpc.PutRequest message) {
            heard.add("message");
        }

        @Override
        public void onHalfClose() {
            heard.add("half close");
        }

        @Override
        public void onComplete() {
            heard.add("complete");
        }

        @Override
        public void onReady() {
            heard.add("ready");
        }
    }

    private static final class FakeCall extends ServerCall<Rpc.PutRequest, Rpc.PutResponse> {
        private final MethodDescriptor<Rpc.PutRequest, Rpc.PutResponse> method;
        private final Attributes attributes;
        private Status.@Nullable Code closed;

        FakeCall(MethodDescriptor<Rpc.PutRequest, Rpc.PutResponse> method, @Nullable Executor loop) {
            this.method = method;
            this.attributes = loop == null
                    ? Attributes.EMPTY
                    : Attributes.newBuilder().set(ClientPort.EVENT_LOOP, loop).build();
        }

        @Override
        public void request(int messages) {
            // whatever comes is handed on
        }

        @Override
        public void sendHeaders(Metadata headers) {
            throw new IllegalStateException("nothing is answered here");
        }

        @Override
        public void sendMessage(Rpc.PutResponse message) {
            throw new IllegalStateException("nothing is answered here");
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status.getCode();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public MethodDescriptor<Rpc.PutRequest, Rpc.PutResponse> getMethodDescriptor() {
            return method;
        }
    }
}
