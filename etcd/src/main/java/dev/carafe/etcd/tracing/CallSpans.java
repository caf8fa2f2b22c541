package dev.carafe.etcd.tracing;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A span for each call, in the trace that its client names, as otelgrpc makes them for etcd. Source of the names: OpenTelemetry's
 * semantic conventions for RPC. Safe for any thread.
 */
public final class CallSpans implements ServerInterceptor {
    /** What makes these spans in etcd. */
    private static final String SCOPE = "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc";

    /** What a server is to blame for; of the others the client is. */
    private static final Set<Status.Code> FAULTS = EnumSet.of(
            Status.Code.UNKNOWN,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);

    private final Tracer tracer;

    public CallSpans(SpanExport export) {
        this.tracer = export.tracer(SCOPE);
    }

    private enum Headers implements TextMapGetter<Metadata> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable Metadata headers, String name) {
            return headers == null ? null : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Span span = begin(call, headers);
        if (!span.isRecording()) {
            return next.startCall(call, headers);
        }
        AtomicBoolean ended = new AtomicBoolean();
        ServerCall<Q, R> spanned = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                super.close(status, trailers);
                end(span, ended, status);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(spanned, headers)) {
            @Override
            public void onCancel() {
                super.onCancel();
                end(span, ended, Status.CANCELLED);
            }
        };
    }

    private Span begin(ServerCall<?, ?> call, Metadata headers) {
        String method = call.getMethodDescriptor().getFullMethodName();
        SpanBuilder span = tracer.spanBuilder(method)
                .setParent(W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, Headers.INSTANCE))
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("rpc.system.name", "grpc")
                .setAttribute("rpc.method", method);
        if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR) instanceof InetSocketAddress here) {
            span.setAttribute("server.address", here.getAddress().getHostAddress())
                    .setAttribute("server.port", here.getPort());
        }
        return span.startSpan();
    }

    private static void end(Span span, AtomicBoolean ended, Status status) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        span.setAttribute("rpc.response.status_code", status.getCode().name());
        if (FAULTS.contains(status.getCode())) {
            span.setStatus(StatusCode.ERROR, status.getDescription() == null ? "" : status.getDescription());
        }
        span.end();
    }
}
