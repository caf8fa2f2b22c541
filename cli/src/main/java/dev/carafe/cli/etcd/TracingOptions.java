package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.PartProcess;
import dev.carafe.etcd.tracing.CallSpans;
import dev.carafe.etcd.tracing.SpanExport;
import io.grpc.ServerInterceptor;
import java.util.List;
import picocli.CommandLine.Option;

/** Where spans of calls are sent. */
final class TracingOptions {
    private static final int RATE_MAX = 1_000_000;

    @Option(
            names = "--enable-distributed-tracing",
            arity = "0..1",
            fallbackValue = "true",
            description = "Send spans of clients' calls to a collector, by OTLP over gRPC without TLS.")
    boolean enabled;

    @Option(
            names = "--distributed-tracing-address",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:4317",
            description = "The collector (${DEFAULT-VALUE}).")
    String address = "";

    @Option(
            names = "--distributed-tracing-service-name",
            paramLabel = "NAME",
            defaultValue = "etcd",
            description = "What the service is called there, the same for all members (${DEFAULT-VALUE}).")
    String serviceName = "";

    @Option(
            names = "--distributed-tracing-instance-id",
            paramLabel = "ID",
            defaultValue = "",
            description = "What this member is called there, another for each (unsaid).")
    String instanceId = "";

    @Option(
            names = "--distributed-tracing-sampling-rate",
            paramLabel = "COUNT",
            defaultValue = "0",
            description =
                    "Of how many calls in a million, of those that bring no trace, there is one (${DEFAULT-VALUE}).")
    int samplingRate;

    /** Throws where etcd would not start. */
    void check() {
        if (enabled && (samplingRate < 0 || samplingRate > RATE_MAX)) {
            throw CommandException.wrongUse("--distributed-tracing-sampling-rate takes a number from 0 to " + RATE_MAX
                    + ", not " + samplingRate + ".");
        }
    }

    /** What makes the spans, nothing where none are wanted: its classes are loaded by need. */
    List<ServerInterceptor> interceptors(PartProcess process) {
        return enabled
                ? List.of(new CallSpans(process.keep(new SpanExport(address, serviceName, instanceId, samplingRate))))
                : List.of();
    }
}
