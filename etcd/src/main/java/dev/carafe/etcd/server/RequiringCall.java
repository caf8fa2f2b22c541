package dev.carafe.etcd.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that somebody else than its handler may end. The handler hears of that as if the client had gone; what it sends,
 * and what the client sends, is dropped from then on. Safe for any thread; the handler's listener must not wait.
 */
final class RequiringCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final Consumer<RequiringCall<?, ?>> forget;

    // Guarded by this object's monitor, as are sending and hearing.
    private ServerCall.@Nullable Listener<Q> handler;
    private boolean ended;
    /** Whether it ended here. */
    private boolean cut;

    /**
     * A call that goes on.
     *
     * @param forget told when it has ended, whoever ended it
     */
    RequiringCall(ServerCall<Q, R> call, Consumer<RequiringCall<?, ?>> forget) {
        super(call);
        this.forget = forget;
    }

    /** What hears of the call, in place of its handler. */
    synchronized ServerCall.Listener<Q> listening(ServerCall.Listener<Q> listener) {
        handler = listener;
        return new Heard(listener);
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Ends it, unless it has ended. */
    void end(Status status) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            cut = true;
            super.close(status, new Metadata());
            ServerCall.Listener<Q> told = handler;
            if (told != null) {
                told.onCancel();
            }
        }
        forget.accept(this);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!cut) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(R message) {
        if (!cut) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        synchronized (this) {
            if (cut) {
                return;
            }
            ended = true;
            super.close(status, trailers);
        }
        forget.accept(this);
    }

    @Override
    public synchronized boolean isCancelled() {
        return cut || super.isCancelled();
    }

    @Override
    public synchronized boolean isReady() {
        return !cut && super.isReady();
    }

    /** Hands on what the network tells, until the call was cut. */
    private final class Heard extends SimpleForwardingServerCallListener<Q> {
        Heard(ServerCall.Listener<Q> listener) {
            super(listener);
        }

        private void hear(Runnable news) {
            synchronized (RequiringCall.this) {
                if (!cut) {
                    news.run();
                }
            }
        }

        private void hearEnd(Runnable news) {
            synchronized (RequiringCall.this) {
                ended = true;
                hear(news);
            }
            forget.accept(RequiringCall.this);
        }

        @Override
        public void onMessage(Q message) {
            hear(() -> super.onMessage(message));
        }

        @Override
        public void onReady() {
            hear(super::onReady);
        }

        @Override
        public void onHalfClose() {
            hear(super::onHalfClose);
        }

        @Override
        public void onCancel() {
            hearEnd(super::onCancel);
        }

        @Override
        public void onComplete() {
            hearEnd(super::onComplete);
        }
    }
}
