package dev.carafe.etcd.http;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls and messages by method. Safe for any thread. */
public final class CallCounters implements ServerInterceptor {
    /** What was counted of one method. */
    static final class Counted {
        final LongAdder started = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder sent = new LongAdder();
        /** By the name of the code. */
        final Map<String, LongAdder> handled = new ConcurrentHashMap<>();

        private final MethodDescriptor<?, ?> method;

        Counted(MethodDescriptor<?, ?> method) {
            this.method = method;
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

    /** As many as there are methods: others never get here. */
    private final Map<String, Counted> byMethod = new ConcurrentHashMap<>();

    /** What was counted, by the full names of methods. */
    Map<String, Counted> counted() {
        return Map.copyOf(byMethod);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        MethodDescriptor<Q, R> method = call.getMethodDescriptor();
        Counted counted = byMethod.computeIfAbsent(method.getFullMethodName(), _ -> new Counted(method));
        counted.started.increment();
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
