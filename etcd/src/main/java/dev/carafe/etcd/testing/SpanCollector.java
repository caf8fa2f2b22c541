package dev.carafe.etcd.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of spans by OTLP over gRPC (opentelemetry-proto, collector/trace/v1). */
public final class SpanCollector implements AutoCloseable {
    private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

    private final Server server;
    private final List<Received> spans;

    /**
     * A span as it came.
     *
     * @param kind 2 for a server's
     * @param status 2 for an error
     * @param links the traces that it is linked to
     * @param events what came about, in its order
     */
    public record Received(
            String scope,
            String name,
            String trace,
            String id,
            String parent,
            long kind,
            long status,
            Map<String, String> attributes,
            List<String> links,
            List<String> events,
            Map<String, String> resource) {}

    private SpanCollector(Server server, List<Received> spans) {
        this.server = server;
        this.spans = spans;
    }

    public static SpanCollector start() throws IOException {
        List<Received> spans = new CopyOnWriteArrayList<>();
        MethodDescriptor<byte[], byte[]> export = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(SERVICE + "/Export")
                .build();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(ServerServiceDefinition.builder(SERVICE)
                        .addMethod(export, ServerCalls.asyncUnaryCall((request, answer) -> {
                            take(request, spans);
                            answer.onNext(new byte[0]);
                            answer.onCompleted();
                        }))
                        .build())
                .build();
        return new SpanCollector(server.start(), spans);
    }

    /** Its host and port. */
    public String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Those that have come. */
    public List<Received> spans() {
        return List.copyOf(spans);
    }

    private static void take(byte[] request, List<Received> spans) {
        for (UnknownFieldSet ofResource : messages(parse(ByteString.copyFrom(request)), 1)) {
            Map<String, String> resource = attributes(messages(ofResource, 1).getFirst(), 1);
            for (UnknownFieldSet ofScope : messages(ofResource, 2)) {
                String scope = text(messages(ofScope, 1).getFirst(), 1);
                for (UnknownFieldSet span : messages(ofScope, 2)) {
                    spans.add(new Received(
                            scope,
                            text(span, 5),
                            hex(span, 1),
                            hex(span, 2),
                            hex(span, 4),
                            number(span, 6),
                            messages(span, 15).stream()
                                    .mapToLong(status -> number(status, 3))
                                    .sum(),
                            attributes(span, 9),
                            messages(span, 13).stream()
                                    .map(link -> hex(link, 1))
                                    .toList(),
                            messages(span, 11).stream()
                                    .map(event -> text(event, 2))
                                    .toList(),
                            resource));
                }
            }
        }
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(SpanCollector::parse)
                .toList();
    }

    private static ByteString bytes(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().findFirst().orElse(ByteString.EMPTY);
    }

    private static String text(UnknownFieldSet of, int field) {
        return bytes(of, field).toStringUtf8();
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(bytes(of, field).toByteArray());
    }

    private static long number(UnknownFieldSet of, int field) {
        return of.getField(field).getVarintList().stream().findFirst().orElse(0L);
    }

    /** Attributes by their keys, of which those here are texts and numbers. */
    private static Map<String, String> attributes(UnknownFieldSet of, int field) {
        Map<String, String> attributes = new HashMap<>();
        for (UnknownFieldSet pair : messages(of, field)) {
            UnknownFieldSet value = messages(pair, 2).getFirst();
            attributes.put(text(pair, 1), value.hasField(1) ? text(value, 1) : Long.toString(number(value, 3)));
        }
        return attributes;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
