package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Calls of clients that want to hear nothing of a member without a leader: they say so by {@code hasleader: true} among the
 * call's headers. New calls are refused at once; streams that are open end only after the member has had no leader for some
 * time, since to open them elsewhere costs more. Safe for any thread. Source: etcd {@code
 * server/etcdserver/api/v3rpc/interceptor.go}.
 */
final class LeaderRequired implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    /** How many looks in a row find no leader before streams end (etcd: {@code maxNoLeaderCnt}). */
    private static final int LOOKS_MAX = 3;

    private final BooleanSupplier hasLeader;
    private final Set<RequiringCall<?, ?>> streams = ConcurrentHashMap.newKeySet();

    /** Looks that found no leader since one found one. Belongs to the thread that looks. */
    private int without;

    /**
     * Of one server.
     *
     * @param hasLeader whether its member knows who leads
     */
    LeaderRequired(BooleanSupplier hasLeader) {
        this.hasLeader = hasLeader;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!requires(headers)) {
            return next.startCall(call, headers);
        }
        if (!hasLeader.getAsBoolean()) {
            call.close(ValueCodec.encode(EtcdError.NO_LEADER.exception()).getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        if (call.getMethodDescriptor().getType().clientSendsOneMessage()
                && call.getMethodDescriptor().getType().serverSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        RequiringCall<Q, R> stream = new RequiringCall<>(call, streams::remove);
        ServerCall.Listener<Q> listener = stream.listening(next.startCall(stream, headers));
        streams.add(stream);
        if (stream.isEnded()) {
            streams.remove(stream); // it ended before it was among them
        }
        return listener;
    }

    private static boolean requires(Metadata headers) {
        Iterable<String> values = headers.getAll(HAS_LEADER);
        if (values == null) {
            return false;
        }
        Iterator<String> first = values.iterator();
        return first.hasNext() && first.next().equals("true");
    }

    /** Ends the streams when the leader has been missed for long enough; called once in each election's timeout. */
    void look() {
        without = hasLeader.getAsBoolean() ? 0 : without + 1;
        if (without >= LOOKS_MAX) {
            List.copyOf(streams)
                    .forEach(stream -> stream.end(
                            ValueCodec.encode(EtcdError.NO_LEADER.exception()).getStatus()));
        }
    }

    /** How many streams would end. */
    int streams() {
        return streams.size();
    }
}
