package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.ServerCallHandler;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** Turns a blocking function into a gRPC call, and its failures into statuses. */
final class Calls {
    private static final System.Logger LOG = System.getLogger(Calls.class.getName());

    private Calls() {}

    static <Q, R> ServerCallHandler<Q, R> unary(Function<Q, R> function) {
        return ServerCalls.asyncUnaryCall((request, to) -> {
            R response;
            try {
                response = function.apply(request);
            } catch (RuntimeException e) {
                to.onError(status(e));
                return;
            }
            to.onNext(response);
            to.onCompleted();
        });
    }

    /** Answers each message of a stream with one message, in order. */
    static <Q, R> ServerCallHandler<Q, R> perMessage(Function<Q, R> function) {
        return ServerCalls.asyncBidiStreamingCall(to -> new PerMessage<>(function, to));
    }

    static RuntimeException status(RuntimeException failure) {
        if (failure instanceof EtcdException known) {
            return ValueCodec.encode(known);
        }
        LOG.log(System.Logger.Level.ERROR, "a call failed", failure);
        return ValueCodec.encode(new EtcdException(EtcdError.Code.INTERNAL, "internal error"));
    }

    private record PerMessage<Q, R>(Function<Q, R> function, StreamObserver<R> to) implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {
            R response;
            try {
                response = function.apply(request);
            } catch (RuntimeException e) {
                to.onError(status(e));
                return;
            }
            to.onNext(response);
        }

        @Override
        public void onError(Throwable cause) {
            LOG.log(System.Logger.Level.DEBUG, "a client ended its stream", cause);
        }

        @Override
        public void onCompleted() {
            to.onCompleted();
        }
    }
}
