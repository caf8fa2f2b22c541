package dev.carafe.etcd.http;

import dev.carafe.etcd.metrics.Counters;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.Histogram;
import dev.carafe.etcd.metrics.Labels;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts calls and messages by method, and measures how long calls take where that is asked for. Safe for any thread. */
public final class CallCounters implements ServerInterceptor {
    /** What was counted of one method. */
    static final class Counted {
        final LongAdder started = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder sent = new LongAdder();
        /** By the name of the code. */
        final Map<String, LongAdder> handled = new ConcurrentHashMap<>();
        /** The buckets that Prometheus' libraries have by default, in seconds. */
        final Histogram took = Histogram.of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10);

        /** Of the last caller: most are of one version, and a label costs more than a look. */
        private volatile Caller caller = new Caller("", "");

        private final MethodDescriptor<?, ?> method;

        Counted(MethodDescriptor<?, ?> method) {
            this.method = method;
        }

        /** Labels of a caller of the version. */
        String caller(String version) {
            Caller known = caller;
            if (!known.version.equals(version)) {
                String type = method.getType() == MethodDescriptor.MethodType.UNARY ? "unary" : "stream";
                known = new Caller(version, Labels.of("client_api_version", version, "type", type));
                caller = known;
            }
            return known.labels;
        }

        /** Labels as etcd's metrics have them. */
        String labels() {
            String type = switch (method.getType()) {
                case UNARY, UNKNOWN -> "unary";
                case CLIENT_STREAMING -> "client_stream";
                case SERVER_STREAMING -> "server_stream";
                case BIDI_STREAMING -> "bidi_stream";
            };
            return "grpc_method=\"" + method.getBareMethodName() + "\",grpc_service=\"" + method.getServiceName()
                    + "\",grpc_type=\"" + type + "\"";
        }
    }

    private record Caller(String version, String labels) {}

    private static final String WATCHES = "etcdserverpb.Watch/Watch";

    /** What etcd's clients say of themselves (etcd {@code api/v3rpc/rpctypes/md.go}). */
    private static final Metadata.Key<String> CLIENT_VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);

    private final @Nullable LongSupplier nanos;
    private final Counters clients = new Counters();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();

    /** As many as there are methods: others never get here. */
    private final Map<String, Counted> byMethod = new ConcurrentHashMap<>();

    private CallCounters(@Nullable LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Nothing counted, and nothing to be measured (etcd's {@code --metrics basic}). */
    public CallCounters() {
        this(null);
    }

    /**
     * Nothing counted or measured (etcd's {@code --metrics extensive}).
     *
     * @param nanos a clock in nanoseconds, from any beginning
     */
    public static CallCounters timed(LongSupplier nanos) {
        return new CallCounters(nanos);
    }

    /** What was counted. */
    List<Family> families() {
        List<Family.Sample> handled = new ArrayList<>();
        List<Family.Sample> received = new ArrayList<>();
        List<Family.Sample> sent = new ArrayList<>();
        List<Family.Sample> started = new ArrayList<>();
        List<Family.Sample> took = new ArrayList<>();
        new TreeMap<>(byMethod).values().forEach(method -> {
            String labels = method.labels();
            new TreeMap<>(method.handled)
                    .forEach((code, count) ->
                            handled.add(Family.Sample.of(Labels.of("grpc_code", code) + ',' + labels, count.sum())));
            received.add(Family.Sample.of(labels, method.received.sum()));
            sent.add(Family.Sample.of(labels, method.sent.sum()));
            started.add(Family.Sample.of(labels, method.started.sum()));
            if (nanos != null) {
                took.addAll(method.took.samples(labels));
            }
        });
        return List.of(
                counted("grpc_server_handled_total", "Calls that have ended, however they did.", handled),
                counted("grpc_server_msg_received_total", "Messages of calls received.", received),
                counted("grpc_server_msg_sent_total", "Messages of calls sent.", sent),
                counted("grpc_server_started_total", "Calls that have begun.", started),
                clients.family("etcd_server_client_requests_total", "Calls by the version that the client says."),
                Family.counter(
                        "etcd_network_client_grpc_received_bytes_total",
                        "Bytes of messages that clients sent.",
                        receivedBytes.sum()),
                Family.counter(
                        "etcd_network_client_grpc_sent_bytes_total",
                        "Bytes of messages that clients were sent.",
                        sentBytes.sum()),
                Family.gauge("etcd_debugging_mvcc_watch_stream_total", "Streams of watches.", watchStreams()),
                new Family(
                        "grpc_server_handling_seconds",
                        "Seconds from the beginning of a call to its end.",
                        Family.Type.HISTOGRAM,
                        took)); // left out where nothing is measured, as all families without samples are
    }

    private static Family counted(String name, String help, List<Family.Sample> samples) {
        return new Family(name, help, Family.Type.COUNTER, samples);
    }

    private long watchStreams() {
        Counted watches = byMethod.get(WATCHES);
        return watches == null
                ? 0
                : watches.started.sum()
                        - watches.handled.values().stream()
                                .mapToLong(LongAdder::sum)
                                .sum();
    }

    /** Counts the bytes of messages of a server's calls. */
    public ServerStreamTracer.Factory bytes() {
        ServerStreamTracer tracer = new ServerStreamTracer() {
            @Override
            public void inboundUncompressedSize(long bytes) {
                receivedBytes.add(bytes);
            }

            @Override
            public void outboundUncompressedSize(long bytes) {
                sentBytes.add(bytes);
            }
        };
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return tracer; // it keeps nothing of a call
            }
        };
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        MethodDescriptor<Q, R> method = call.getMethodDescriptor();
        Counted counted = byMethod.computeIfAbsent(method.getFullMethodName(), _ -> new Counted(method));
        counted.started.increment();
        String version = headers.get(CLIENT_VERSION);
        clients.increment(counted.caller(version == null ? "unknown" : version));
        long began = nanos == null ? 0 : nanos.getAsLong();
        ServerCall<Q, R> counting = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                counted.sent.increment();
                super.sendMessage(message);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                counted.handled
                        .computeIfAbsent(goName(status.getCode()), _ -> new LongAdder())
                        .increment();
                if (nanos != null) {
                    counted.took.observeNs(nanos.getAsLong() - began);
                }
                super.close(status, trailers);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                next.startCall(counting, headers)) {
            @Override
            public void onMessage(Q message) {
                counted.received.increment();
                super.onMessage(message);
            }
        };
    }

    /** The name of a code in Go, such as "InvalidArgument". */
    private static String goName(Status.Code code) {
        if (code == Status.Code.OK) {
            return "OK";
        }
        StringBuilder name = new StringBuilder();
        boolean upper = true;
        for (char letter : code.name().toCharArray()) {
            if (letter == '_') {
                upper = true;
                continue;
            }
            name.append(upper ? letter : Character.toLowerCase(letter));
            upper = false;
        }
        return name.toString().replace("Cancelled", "Canceled");
    }
}
