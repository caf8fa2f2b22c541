package dev.carafe.etcd.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends a server's spans to a collector. Thread-safe. */
public final class SpanExport implements AutoCloseable {
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);
    private static final long CLOSE_SECONDS_MAX = 5;
    private static final double MILLION = 1_000_000.0;

    private final SdkTracerProvider provider;

    /**
     * Starts to send.
     *
     * @param collector its host and port
     * @param service what the server is called, as all of its kind
     * @param instance which of them it is, empty for unsaid
     * @param samplingRatePerMillion of how many requests in a million that bring no decision of their own a trace is begun
     */
    public SpanExport(String collector, String service, String instance, int samplingRatePerMillion) {
        OtlpGrpcSpanExporter exporter = OtlpGrpcSpanExporter.builder()
                .setEndpoint("http://" + collector)
                .setTimeout(EXPORT_TIMEOUT)
                .setComponentLoader(new Senders())
                .build();
        Sampler fraction = samplingRatePerMillion > 0
                ? Sampler.traceIdRatioBased(samplingRatePerMillion / MILLION)
                : Sampler.alwaysOff();
        AttributesBuilder self = Attributes.builder().put("service.name", service);
        if (!instance.isEmpty()) {
            self.put("service.instance.id", instance);
        }
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(self.build()))
                .setSampler(Sampler.parentBased(fraction))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
    }

    /** The library looks for what sends by its own ways; here it is handed over. */
    private static final class Senders implements ComponentLoader {
        @Override
        public <T> Iterable<T> load(Class<T> wanted) {
            return wanted.equals(GrpcSenderProvider.class)
                    ? List.of(wanted.cast((GrpcSenderProvider) OtlpSender::new))
                    : List.of();
        }
    }

    /** What makes spans of one kind, by the name of what makes them. */
    public Tracer tracer(String scope) {
        return provider.get(scope);
    }

    /** Sends what is left, for a few seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
