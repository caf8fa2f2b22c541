package dev.carafe.etcd.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.http.CallCounters;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.server.CallObservers;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.etcd.testing.SpanCollector;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans of calls, as a collector gets them. */
@Timeout(60)
class CallSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final int EVERY = 1_000_000;

    @TempDir
    private Path folder;

    private SpanCollector collector;
    private EmbeddedStore store;

    @BeforeEach
    void start() throws IOException {
        collector = SpanCollector.start();
        store = EmbeddedStore.open(StoreConfig.of(folder));
    }

    @AfterEach
    void stop() {
        store.close();
        collector.close();
    }

    /** A server's spans, once it has ended. */
    private List<SpanCollector.Received> spans(int rate, Calls calls) throws IOException {
        try (SpanExport export = new SpanExport(collector.endpoint(), "etcd", "i1", rate);
                EtcdServer server = EtcdServer.start(
                        EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        store.member(),
                        new CallObservers(new CallCounters(), List.of(new CallSpans(export))))) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                calls.make(channel);
            } finally {
                channel.shutdownNow();
            }
        }
        return collector.spans();
    }

    private interface Calls {
        void make(Channel channel);
    }

    private static <Q, R> void call(Channel channel, MethodDescriptor<Q, R> method, Q request) {
        try {
            var _ = ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
        } catch (StatusRuntimeException _) {
            // told by its span
        }
    }

    private static void status(Channel channel) {
        call(channel, EtcdMethods.STATUS, Rpc.StatusRequest.getDefaultInstance());
    }

    private static Channel within(Channel channel, String sampled) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
                "00-" + TRACE + "-" + PARENT + "-" + sampled);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void aCallHasASpanOfTheMethodsName() throws IOException {
        List<SpanCollector.Received> spans = spans(EVERY, channel -> {
            status(channel);
            call(channel, EtcdMethods.RANGE, Rpc.RangeRequest.getDefaultInstance());
        });
        assertThat(spans)
                .extracting(SpanCollector.Received::name)
                .containsExactly("etcdserverpb.Maintenance/Status", "etcdserverpb.KV/Range");
        SpanCollector.Received asked = spans.getFirst();
        assertThat(asked.scope())
                .isEqualTo("go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc");
        assertThat(asked.kind()).isEqualTo(2);
        assertThat(asked.parent()).isEmpty();
        assertThat(asked.resource()).containsEntry("service.name", "etcd").containsEntry("service.instance.id", "i1");
        assertThat(asked.attributes())
                .containsEntry("rpc.system.name", "grpc")
                .containsEntry("rpc.method", "etcdserverpb.Maintenance/Status")
                .containsEntry("rpc.response.status_code", "OK")
                .containsEntry("server.address", "127.0.0.1")
                .containsKey("server.port");
        // Asked without a key: the client is to blame, so that it is no error of the server's.
        assertThat(spans.getLast().attributes()).containsEntry("rpc.response.status_code", "INVALID_ARGUMENT");
        assertThat(spans.getLast().status()).isZero();
    }

    @Test
    void theTraceOfAClientIsGoneOnWith() throws IOException {
        List<SpanCollector.Received> spans = spans(0, channel -> {
            status(within(channel, "01"));
            status(within(channel, "00"));
            status(channel);
        });
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().trace()).isEqualTo(TRACE);
        assertThat(spans.getFirst().parent()).isEqualTo(PARENT);
    }

    @Test
    void aCallThatItsClientLeavesEndsItsSpan() throws IOException {
        List<SpanCollector.Received> spans = spans(EVERY, channel -> {
            ClientCall<Rpc.WatchRequest, Rpc.WatchResponse> watch =
                    channel.newCall(EtcdMethods.WATCH_STREAM, CallOptions.DEFAULT);
            watch.start(new ClientCall.Listener<>() {}, new Metadata());
            watch.sendMessage(Rpc.WatchRequest.getDefaultInstance());
            status(channel); // comes behind it on the same connection
            watch.cancel("enough", null);
        });
        assertThat(spans)
                .filteredOn(span -> span.name().equals("etcdserverpb.Watch/Watch"))
                .singleElement()
                .satisfies(
                        span -> assertThat(span.attributes()).containsEntry("rpc.response.status_code", "CANCELLED"));
    }
}
