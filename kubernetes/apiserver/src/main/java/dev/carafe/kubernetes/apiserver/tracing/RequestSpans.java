package dev.carafe.kubernetes.apiserver.tracing;

import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.span.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;

/** The spans within those of requests that are traced. Thread-safe. */
final class RequestSpans implements Spans {
    private final Tracer tracer;

    RequestSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // the operation closes it
    public Span start(String name) {
        if (!io.opentelemetry.api.trace.Span.current().isRecording()) {
            return Span.NONE;
        }
        io.opentelemetry.api.trace.Span span = tracer.spanBuilder(name).startSpan();
        Scope scope = span.makeCurrent();
        return new Recorded(span, () -> {
            scope.close();
            span.end();
        });
    }

    @Override
    public Span current() {
        io.opentelemetry.api.trace.Span span = io.opentelemetry.api.trace.Span.current();
        return span.isRecording() ? new Recorded(span, () -> {}) : Span.NONE;
    }

    private record Recorded(io.opentelemetry.api.trace.Span span, Runnable end) implements Span {
        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public Span with(String attribute, String value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Span with(String attribute, long value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public void event(String name) {
            span.addEvent(name);
        }

        @Override
        public void event(String name, String attribute, long value) {
            span.addEvent(name, Attributes.of(AttributeKey.longKey(attribute), value));
        }

        @Override
        public String traceparent() {
            SpanContext context = span.getSpanContext();
            return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                    + context.getTraceFlags().asHex();
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
