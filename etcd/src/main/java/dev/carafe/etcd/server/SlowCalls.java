package dev.carafe.etcd.server;

import dev.carafe.etcd.slow.SlowApplies;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logs a warning for each unary call that took longer than it should, and all others for whoever debugs (etcd's {@code
 * --warning-unary-request-duration}); of reads a warning of their own as well, as of what is slowly applied. Of a quick call it keeps the request and the answer until that is sent, and reads the clock twice.
 * Safe for any thread.
 */
public final class SlowCalls implements ServerInterceptor {
    /** What etcd takes for slow unless it is told otherwise. */
    public static final Duration USUAL = Duration.ofMillis(300);

    private static final System.Logger LOG = System.getLogger(SlowCalls.class.getName());

    private final long slowNs;
    private final SlowApplies reads;

    /**
     * Of all servers of a member.
     *
     * @param slow how long a call may take, not negative
     * @param reads told of all calls
     */
    public SlowCalls(Duration slow, SlowApplies reads) {
        this.slowNs = slow.toNanos();
        this.reads = reads;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getType() != MethodDescriptor.MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        Timed<Q, R> timed = new Timed<>(call);
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(timed, headers)) {
            @Override
            public void onMessage(Q message) {
                timed.request = message;
                super.onMessage(message);
            }
        };
    }

    /** A call whose request comes and whose answer goes one after the other. */
    private final class Timed<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
        private final long startNs = System.nanoTime();
        private volatile @Nullable Q request;
        private @Nullable R response;

        Timed(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void sendMessage(R message) {
            response = message;
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            super.close(status, trailers);
            long tookNs = System.nanoTime() - startNs;
            System.Logger.Level level = tookNs > slowNs ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
            Q asked = request;
            if (asked != null && reads.isSlow(tookNs)) {
                reads.answered(tookNs, asked, response, status.isOk() ? null : status.asException());
            }
            if (asked != null && LOG.isLoggable(level)) {
                SocketAddress from = getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                CallStats stats = CallStats.of(getMethodDescriptor().getFullMethodName(), asked, response);
                LOG.log(level, "request stats {0}", stats.text(Duration.ofNanos(tookNs), from));
            }
        }
    }
}
