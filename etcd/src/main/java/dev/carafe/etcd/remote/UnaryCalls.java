package dev.carafe.etcd.remote;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls with one request and one response. A read that finds the server unavailable is sent again; a write never is,
 * because it may have happened.
 *
 * @param channel the connection
 * @param timeout of each call
 * @param token of the user that calls, null for none; a call with an old one is refused and hence may be sent again
 */
record UnaryCalls(
        Channel channel, Duration timeout, @Nullable UserToken token) {
    private static final int READ_ATTEMPTS = 3;

    <Q, R> R write(MethodDescriptor<Q, R> method, Q request) {
        try {
            return once(method, request);
        } catch (EtcdException e) {
            if (token == null || !token.renews(e)) {
                throw e;
            }
            return once(method, request);
        }
    }

    private <Q, R> R once(MethodDescriptor<Q, R> method, Q request) {
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options(), request);
        } catch (StatusRuntimeException e) {
            throw ValueCodec.decode(e);
        }
    }

    <Q, R> R read(MethodDescriptor<Q, R> method, Q request) {
        int attempt = 1;
        while (true) {
            try {
                return write(method, request);
            } catch (EtcdException e) {
                if (e.code() != EtcdError.Code.UNAVAILABLE || attempt == READ_ATTEMPTS) {
                    throw e;
                }
                attempt++; // the balancer picks another member, or waits for a connection
            }
        }
    }

    /** The first answer of a streaming method to one request. */
    <Q, R> R streamed(MethodDescriptor<Q, R> method, Q request) {
        BlockingClientCall<Q, R> call = ClientCalls.blockingBidiStreamingCall(channel, method, options());
        try {
            var _ = call.write(request);
            @Nullable R response = call.read();
            call.halfClose();
            if (response == null) {
                throw EtcdError.NO_LEADER.exception();
            }
            return response;
        } catch (StatusException e) {
            throw ValueCodec.decode(e.getStatus().asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
        } finally {
            call.cancel("answered", null);
        }
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for a channel that was shut down. */
    void awaitTermination(ManagedChannel closing) {
        try {
            var _ = closing.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
