package dev.carafe.etcd.tracing;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends spans by grpc-java, which is here anyhow, without TLS, as upstream does: a collector stands beside the server.
 * Thread-safe.
 */
final class OtlpSender implements GrpcSender {
    /** The longest answer, bytes: it says how many spans were refused, and why. */
    private static final int ANSWER_MAX = 64 << 10;

    private final ManagedChannel channel;
    private final MethodDescriptor<byte[], byte[]> method;
    private final Duration timeout;

    OtlpSender(GrpcSenderConfig config) {
        this.channel = ManagedChannelBuilder.forTarget(
                        "dns:///" + config.getEndpoint().getAuthority())
                .usePlaintext()
                .maxInboundMessageSize(ANSWER_MAX)
                .build();
        this.method = MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(config.getFullMethodName())
                .build();
        this.timeout = config.getTimeout();
    }

    @Override
    public void send(MessageWriter message, Consumer<GrpcResponse> answered, Consumer<Throwable> failed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(0, message.getContentLength()));
        try {
            message.writeMessage(bytes);
        } catch (IOException e) {
            failed.accept(e);
            return;
        }
        ClientCall<byte[], byte[]> call = channel.newCall(
                method, CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
        call.start(new Answer(answered), new Metadata());
        call.request(1);
        call.sendMessage(bytes.toByteArray());
        call.halfClose();
    }

    @Override
    public CompletableResultCode shutdown() {
        channel.shutdownNow(); // what was to be sent has been: the processor waits for it
        return CompletableResultCode.ofSuccess();
    }

    private static final class Answer extends ClientCall.Listener<byte[]> {
        private final Consumer<GrpcResponse> answered;
        private byte[] message = {};

        Answer(Consumer<GrpcResponse> answered) {
            this.answered = answered;
        }

        @Override
        public void onMessage(byte[] answer) {
            message = answer;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            answered.accept(new Ended(status, message));
        }
    }

    private static final class Ended implements GrpcResponse {
        private final Status status;
        private final byte[] message;

        Ended(Status status, byte[] message) {
            this.status = status;
            this.message = message;
        }

        @Override
        public GrpcStatusCode getStatusCode() {
            return GrpcStatusCode.fromValue(status.getCode().value());
        }

        @Override
        public String getStatusDescription() {
            String text = status.getDescription();
            return text == null ? "" : text;
        }

        @Override
        public byte[] getResponseMessage() {
            return message;
        }
    }

    /** Messages are bytes already. */
    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readNBytes(ANSWER_MAX);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
