package dev.carafe.etcd.server;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.concurrency.Line;
import dev.carafe.etcd.proto.V3Election;
import dev.carafe.etcd.proto.V3Lock;
import dev.carafe.etcd.rpc.ConcurrencyMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** etcd's lock and election services. Source: etcd {@code server/etcdserver/api/v3lock} and {@code v3election}. */
record ConcurrencyService(Sessions sessions, ResponseCodec codec) {
    ServerServiceDefinition lockDefinition() {
        return ServerServiceDefinition.builder(ConcurrencyMethods.LOCKS)
                .addMethod(ConcurrencyMethods.LOCK, Calls.unary(this::lock))
                .addMethod(ConcurrencyMethods.UNLOCK, Calls.unary(this::unlock))
                .build();
    }

    ServerServiceDefinition electionDefinition() {
        return ServerServiceDefinition.builder(ConcurrencyMethods.ELECTIONS)
                .addMethod(ConcurrencyMethods.CAMPAIGN, Calls.unary(this::campaign))
                .addMethod(ConcurrencyMethods.PROCLAIM, Calls.unary(this::proclaim))
                .addMethod(ConcurrencyMethods.LEADER, Calls.unary(this::leader))
                .addMethod(ConcurrencyMethods.OBSERVE, ServerCalls.asyncServerStreamingCall(this::observe))
                .addMethod(ConcurrencyMethods.RESIGN, Calls.unary(this::resign))
                .build();
    }

    private V3Lock.LockResponse lock(V3Lock.LockRequest request) {
        Line.Place place = untilGone(gone -> line(request.getName()).awaitFirst(request.getLease(), Bytes.EMPTY, gone));
        return V3Lock.LockResponse.newBuilder()
                .setHeader(codec.header(place.revision()))
                .setKey(ByteString.copyFrom(place.key().asByteBuffer()))
                .build();
    }

    private V3Lock.UnlockResponse unlock(V3Lock.UnlockRequest request) {
        long revision = sessions.current()
                .deleteRange(DeleteRangeRequest.of(ValueCodec.decode(request.getKey())))
                .revision();
        return V3Lock.UnlockResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }

    private V3Election.CampaignResponse campaign(V3Election.CampaignRequest request) {
        Bytes value = ValueCodec.decode(request.getValue());
        Line.Place place = untilGone(gone -> line(request.getName()).awaitFirst(request.getLease(), value, gone));
        return V3Election.CampaignResponse.newBuilder()
                .setHeader(codec.header(place.revision()))
                .setLeader(V3Election.LeaderKey.newBuilder()
                        .setName(request.getName())
                        .setKey(ByteString.copyFrom(place.key().asByteBuffer()))
                        .setRev(place.createRevision())
                        .setLease(place.lease()))
                .build();
    }

    private V3Election.ProclaimResponse proclaim(V3Election.ProclaimRequest request) {
        Line.Place place = place(request.hasLeader(), request.getLeader());
        long revision = line(request.getLeader().getName()).proclaim(place, ValueCodec.decode(request.getValue()));
        return V3Election.ProclaimResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }

    private V3Election.LeaderResponse leader(V3Election.LeaderRequest request) {
        RangeResponse first = line(request.getName()).first();
        if (first.kvs().isEmpty()) {
            throw new EtcdException(EtcdError.Code.UNKNOWN, "election: no leader");
        }
        return encode(first);
    }

    private V3Election.ResignResponse resign(V3Election.ResignRequest request) {
        Line.Place place = place(request.hasLeader(), request.getLeader());
        long revision = line(request.getLeader().getName()).resign(place);
        return V3Election.ResignResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }

    private void observe(V3Election.LeaderRequest request, StreamObserver<V3Election.LeaderResponse> to) {
        // The call's own thread must stay free to tell that the client has gone.
        Runnable observing = Context.current().wrap(() -> {
            try {
                var _ = untilGone(gone -> observe(line(request.getName()), to, gone));
            } catch (RuntimeException e) {
                to.onError(Calls.status(e));
            }
        });
        var _ = Thread.ofVirtual().name("etcd-observe").start(observing);
    }

    /** Tells each leader, and each thing that one proclaims; ends by an exception. */
    private boolean observe(Line line, StreamObserver<V3Election.LeaderResponse> to, CompletableFuture<?> gone) {
        @Nullable Object last = null;
        while (!gone.isDone()) {
            RangeResponse first = line.first();
            if (!first.kvs().isEmpty() && !first.kvs().getFirst().equals(last)) {
                last = first.kvs().getFirst();
                to.onNext(encode(first));
            }
            line.awaitChange(first.revision(), gone);
        }
        throw EtcdError.REQUEST_CANCELED.exception();
    }

    private V3Election.LeaderResponse encode(RangeResponse first) {
        return V3Election.LeaderResponse.newBuilder()
                .setHeader(codec.header(first.revision()))
                .setKv(codec.encode(first).getKvs(0))
                .build();
    }

    private static Line.Place place(boolean given, V3Election.LeaderKey leader) {
        if (!given) {
            throw new EtcdException(EtcdError.Code.UNKNOWN, "\"leader\" field must be provided");
        }
        return new Line.Place(ValueCodec.decode(leader.getKey()), leader.getLease(), leader.getRev(), 0);
    }

    private Line line(ByteString name) {
        return new Line(sessions.current(), ValueCodec.decode(name));
    }

    /** Waits for something that the end of the call ends as well. */
    private static <T> T untilGone(Function<CompletableFuture<?>, T> waiting) {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        Context.CancellationListener listener = _ -> gone.complete(true);
        Context call = Context.current();
        call.addListener(listener, Runnable::run);
        try {
            return waiting.apply(gone);
        } finally {
            call.removeListener(listener);
        }
    }
}
