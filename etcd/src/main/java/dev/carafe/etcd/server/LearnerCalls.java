package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Refuses at a member without a vote what only voters answer: all but its own status, reads that ask nobody else, and a
 * snapshot. Streams that were open before are left alone. Safe for any thread. Source: etcd {@code
 * server/etcdserver/api/v3rpc/interceptor.go} and {@code util.go}.
 */
final class LearnerCalls implements ServerInterceptor {
    /** The methods that a learner answers whatever is asked. */
    private static final Set<String> ANSWERED =
            Set.of(EtcdMethods.STATUS.getFullMethodName(), EtcdMethods.SNAPSHOT.getFullMethodName());

    private static final String RANGE = EtcdMethods.RANGE.getFullMethodName();

    private final BooleanSupplier learner;

    /**
     * Of one server.
     *
     * @param learner whether its member has no vote
     */
    LearnerCalls(BooleanSupplier learner) {
        this.learner = learner;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!learner.getAsBoolean()) {
            return next.startCall(call, headers);
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        if (ANSWERED.contains(method)) {
            return next.startCall(call, headers);
        }
        if (method.equals(RANGE)) {
            return new ReadHere<>(call, next.startCall(call, headers));
        }
        refuse(call);
        return new ServerCall.Listener<>() {};
    }

    private static void refuse(ServerCall<?, ?> call) {
        Status status = ValueCodec.encode(EtcdError.NOT_SUPPORTED_FOR_LEARNER.exception())
                .getStatus();
        call.close(status, new Metadata());
    }

    /** Hands on a read that this member may answer by itself, and refuses another. */
    private static final class ReadHere<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;

        /** A call's news come one after another. */
        private boolean refused;

        ReadHere(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (message instanceof Rpc.RangeRequest range && range.getSerializable()) {
                super.onMessage(message);
            } else {
                refused = true;
                refuse(call);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
