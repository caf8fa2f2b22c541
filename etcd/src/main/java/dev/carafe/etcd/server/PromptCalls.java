package dev.carafe.etcd.server;

import dev.carafe.etcd.http.ClientPort;
import io.grpc.Context;
import io.grpc.ServerCallHandler;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls that are answered by the network's own thread: it begins the work, never waits, and sends the answer when it is
 * there. A call that has to wait for anything else gets a thread.
 */
final class PromptCalls {
    private final Executor threads;

    /**
     * Calls of one server.
     *
     * @param threads runs each task on a thread that may wait
     */
    PromptCalls(Executor threads) {
        this.threads = threads;
    }

    /**
     * A call.
     *
     * @param begin begins without waiting; null when that cannot be done
     * @param encode makes the message, without waiting
     * @param waiting does all of it on a thread that may wait
     */
    <Q, A, R> ServerCallHandler<Q, R> unary(
            Function<Q, @Nullable CompletableFuture<? extends A>> begin,
            Function<A, R> encode,
            Function<Q, R> waiting) {
        ServerCallHandler<Q, R> waits = Calls.unary(waiting);
        return (call, headers) -> {
            Executor loop = call.getAttributes().get(ClientPort.EVENT_LOOP);
            if (loop == null) {
                return waits.startCall(call, headers); // not from the network: whoever calls may wait
            }
            return ServerCalls.<Q, R>asyncUnaryCall((request, to) -> {
                        @Nullable CompletableFuture<? extends A> begun;
                        try {
                            begun = begin.apply(request);
                        } catch (RuntimeException e) {
                            to.onError(Calls.status(e));
                            return;
                        }
                        if (begun == null) {
                            threads.execute(Context.current().wrap(() -> answer(to, () -> waiting.apply(request))));
                        } else {
                            answerOnceDone(begun, to, encode, loop);
                        }
                    })
                    .startCall(call, headers);
        };
    }

    private static <A, R> void answerOnceDone(
            CompletableFuture<? extends A> begun, StreamObserver<R> to, Function<A, R> encode, Executor loop) {
        if (begun.isDone()) {
            answer(to, () -> encode.apply(result(begun)));
        } else {
            // Sent by the loop, which writes all that is sent in one turn of its own with one call of the system.
            var _ = begun.whenCompleteAsync((_, _) -> answer(to, () -> encode.apply(result(begun))), loop);
        }
    }

    private static <A> A result(CompletableFuture<? extends A> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private interface Making<R> {
        R make();
    }

    private static <R> void answer(StreamObserver<R> to, Making<R> making) {
        R response;
        try {
            response = making.make();
        } catch (RuntimeException e) {
            to.onError(Calls.status(e));
            return;
        }
        to.onNext(response);
        to.onCompleted();
    }
}
