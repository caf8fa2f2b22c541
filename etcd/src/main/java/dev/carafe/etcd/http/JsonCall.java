package dev.carafe.etcd.http;

import com.google.protobuf.Message;
import dev.carafe.etcd.rpc.WatchMessage;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of a method within this process, whose answers become JSON. */
final class JsonCall<Q, R> extends ServerCall<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private final boolean whole;
    private final StreamedAnswer streamed;
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private volatile @Nullable String message;
    private volatile boolean sentPieces;

    JsonCall(MethodDescriptor<Q, R> method, boolean whole, StreamedAnswer streamed) {
        this.method = method;
        this.whole = whole;
        this.streamed = streamed;
    }

    /** Calls with one request; the call's context ends when the client goes. */
    void run(ServerCallHandler<Q, R> handler, Metadata headers, Q request, boolean halfClose) {
        Context.CancellableContext context = Context.current().withCancellation();
        var _ = end.whenComplete((_, _) -> context.cancel(null));
        context.run(() -> {
            Listener<Q> listener = handler.startCall(this, headers);
            streamed.onGone(() -> {
                if (end.complete(Status.CANCELLED.withDescription("context canceled"))) {
                    listener.onCancel();
                }
            });
            listener.onReady();
            listener.onMessage(request);
            if (halfClose) {
                listener.onHalfClose();
            }
        });
    }

    /** Waits until the method has ended. */
    Status awaitEnd() {
        return end.join();
    }

    /** The one answer. */
    String message() {
        String sent = message;
        if (sent == null) {
            throw new IllegalStateException("no answer of " + method.getFullMethodName());
        }
        return sent;
    }

    boolean hasSentPieces() {
        return sentPieces;
    }

    @Override
    public void request(int messages) {
        // the one there is comes anyway
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // HTTP's say it all
    }

    @Override
    public void sendMessage(R answer) {
        String json = JsonCodec.encode(answer instanceof WatchMessage encoded ? encoded.decode() : (Message) answer);
        if (whole) {
            message = json;
        } else {
            sentPieces = true;
            streamed.piece("{\"result\":" + json + "}");
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        var _ = end.complete(status);
    }

    @Override
    public boolean isCancelled() {
        return streamed.isGone();
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return Attributes.EMPTY; // a certificate's name counts for gRPC only, as with etcd's gateway
    }
}
