package dev.carafe.etcd.server;

import dev.carafe.etcd.http.ClientPort;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls from the network's threads, which must not wait, to threads of their own, in the order of what each call's
 * client sends. Calls of methods that never wait stay where they are: a change of threads would cost as much as they do.
 */
final class CallThreads implements ServerInterceptor {
    private static final System.Logger LOG = System.getLogger(CallThreads.class.getName());

    private final Executor threads;
    private final Set<String> prompt;

    /**
     * For one server.
     *
     * @param threads runs each task on a thread that may wait
     * @param prompt the full names of methods whose calls never wait
     */
    CallThreads(Executor threads, Set<String> prompt) {
        this.threads = threads;
        this.prompt = Set.copyOf(prompt);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        boolean stays = prompt.contains(call.getMethodDescriptor().getFullMethodName())
                && call.getAttributes().get(ClientPort.EVENT_LOOP) != null;
        return stays ? listener : new Moved<>(call, listener, threads);
    }

    /** One call's news, handed on one after another. */
    private static final class Moved<Q> extends ServerCall.Listener<Q> {
        private final ServerCall<Q, ?> call;
        private final ServerCall.Listener<Q> listener;
        private final Executor threads;
        private final Context context = Context.current();

        // Guarded by the queue's monitor. It is as long as what the call asked to be sent.
        private final Deque<Runnable> queue = new ArrayDeque<>();
        private boolean running;

        Moved(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener, Executor threads) {
            this.call = call;
            this.listener = listener;
            this.threads = threads;
        }

        @Override
        public void onMessage(Q message) {
            add(() -> listener.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            add(listener::onHalfClose);
        }

        @Override
        public void onCancel() {
            add(listener::onCancel);
        }

        @Override
        public void onComplete() {
            add(listener::onComplete);
        }

        @Override
        public void onReady() {
            add(listener::onReady);
        }

        private void add(Runnable news) {
            synchronized (queue) {
                queue.addLast(news);
                if (running) {
                    return;
                }
                running = true;
            }
            threads.execute(this::run);
        }

        private void run() {
            Context before = context.attach();
            try {
                for (Runnable news = next(); news != null; news = next()) {
                    run(news);
                }
            } finally {
                context.detach(before);
            }
        }

        private @Nullable Runnable next() {
            synchronized (queue) {
                Runnable news = queue.pollFirst();
                running = news != null;
                return news;
            }
        }

        private void run(Runnable news) {
            try {
                news.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a call failed", e);
                try {
                    call.close(Status.UNKNOWN.withDescription("the call failed"), new Metadata());
                } catch (IllegalStateException _) {
                    // it was closed before it failed
                }
            }
        }
    }
}
