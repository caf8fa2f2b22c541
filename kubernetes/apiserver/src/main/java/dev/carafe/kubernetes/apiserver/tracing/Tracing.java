package dev.carafe.kubernetes.apiserver.tracing;

import dev.carafe.etcd.tracing.SpanExport;
import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.chain.RequestContext;
import dev.carafe.kubernetes.apiserver.chain.Step;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.span.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request, one for what answers it, and those of what is done for it. A trace that a client has begun is gone on with where the client is one of
 * the cluster's own; of others the trace is linked, so that nobody else decides how much is traced. Comes behind
 * authentication for that reason. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
    private static final String SERVICE = "apiserver";

    /** Upstream's names of what makes the two kinds of spans. */
    private static final String HTTP = "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp";

    private static final String HANDLERS = "k8s.io/component-base/tracing";
    private static final int CODE_SERVER = 500;
    private static final int USER_AGENT_MAX = 1_024;

    private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");

    private final SpanExport export;
    private final Tracer requests;
    private final Tracer handlers;

    /**
     * Starts to trace.
     *
     * @param instance the name of this server among all of the cluster
     */
    public Tracing(TracingConfiguration config, String instance) {
        this.export = new SpanExport(config.endpoint(), SERVICE, instance, config.samplingRatePerMillion());
        this.requests = export.tracer(HTTP);
        this.handlers = export.tracer(HANDLERS);
    }

    private enum Headers implements TextMapGetter<HttpExchange> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable HttpExchange exchange, String name) {
            return exchange == null || exchange.header(name).isEmpty() ? null : exchange.header(name);
        }
    }

    /** The step that makes the span of a whole request. */
    public Step ofRequests() {
        return (request, next) -> {
            Span span = requestSpan(request);
            try (Scope _ = span.makeCurrent()) {
                next.handle(request);
                ended(span, request.exchange().status());
            } catch (StatusError e) {
                ended(span, e.code());
                throw e;
            } catch (RuntimeException | IOException e) {
                ended(span, CODE_SERVER);
                throw e;
            } finally {
                span.end();
            }
        };
    }

    /** The step that makes the span of what answers, to come last. */
    public Step ofHandlers() {
        return (request, next) -> {
            String name = SpanNames.ofHandler(request.info());
            if (name.isEmpty()
                    || !request.info().resourceRequest()
                    || !Span.current().isRecording()) {
                next.handle(request);
                return;
            }
            Span span =
                    handlers.spanBuilder(name).setAllAttributes(fields(request)).startSpan();
            try (Scope _ = span.makeCurrent()) {
                next.handle(request);
            } finally {
                span.end();
            }
        };
    }

    /** Makes the spans of what is done for requests. */
    public Spans ofOperations() {
        return new RequestSpans(handlers);
    }

    private static void ended(Span span, int code) {
        if (code > 0) {
            span.setAttribute(STATUS_CODE, code);
        }
        if (code >= CODE_SERVER) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private Span requestSpan(RequestContext request) {
        HttpExchange exchange = request.exchange();
        SpanBuilder span = requests.spanBuilder(SpanNames.of(exchange.method(), request.info()))
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", exchange.method())
                .setAttribute("url.scheme", "https")
                .setAttribute("url.path", request.info().path())
                .setAttribute("http.target", exchange.target())
                .setAttribute("server.address", host(exchange.header("Host")))
                .setAttribute("network.peer.address", exchange.remoteAddress())
                .setAttribute("client.address", client(exchange));
        if (!exchange.header("User-Agent").isEmpty()) {
            span.setAttribute("user_agent.original", exchange.header("User-Agent"));
        }
        Context sent = W3CTraceContextPropagator.getInstance().extract(Context.root(), exchange, Headers.INSTANCE);
        if (isTrusted(request.user())) {
            return span.setParent(sent).startSpan();
        }
        SpanContext remote = Span.fromContext(sent).getSpanContext();
        if (remote.isValid()) {
            span.addLink(remote);
        }
        return span.setNoParent().startSpan();
    }

    private static boolean isTrusted(UserInfo user) {
        return user.isIn("system:masters") || user.isIn("system:monitoring");
    }

    private static String host(String header) {
        int colon = header.lastIndexOf(':');
        return colon > header.lastIndexOf(']') ? header.substring(0, colon) : header;
    }

    private static String client(HttpExchange exchange) {
        String forwarded = exchange.header("X-Forwarded-For");
        int comma = forwarded.indexOf(',');
        String first = comma < 0 ? forwarded : forwarded.substring(0, comma);
        return first.isEmpty() ? exchange.remoteAddress() : first;
    }

    /** What upstream says of a request at the span of its handler (endpoints/handlers/trace_util.go). */
    private static Attributes fields(RequestContext request) {
        HttpExchange exchange = request.exchange();
        RequestInfo info = request.info();
        String agent = exchange.header("User-Agent");
        return Attributes.builder()
                .put("accept", exchange.header("Accept"))
                .put("client", client(exchange))
                .put("api-group", info.group())
                .put("api-version", info.version())
                .put("name", info.name())
                .put("subresource", info.subresource())
                .put("namespace", info.namespace())
                .put("resource", info.resource())
                .put("scope", SpanNames.scope(info))
                .put("url", info.path())
                .put("user-agent", agent.substring(0, Math.min(agent.length(), USER_AGENT_MAX)))
                .put("verb", SpanNames.verb(info))
                .build();
    }

    /** Sends what is left, for a few seconds at most. */
    @Override
    public void close() {
        export.close();
    }
}
