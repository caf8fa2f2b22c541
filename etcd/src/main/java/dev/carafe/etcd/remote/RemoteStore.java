package dev.carafe.etcd.remote;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store that is an etcd v3 somewhere else.
 *
 * <p>Written on grpc-java rather than on jetcd, whose watches lose events where their stream breaks while they catch up with
 * history; what else was found stands in {@code docs/adr/0017-the-remote-store-is-on-grpc-java.md}.
 */
public final class RemoteStore implements Store {
    private static final System.Logger LOG = System.getLogger(RemoteStore.class.getName());

    private final ManagedChannel channel;
    /** The same, for the user who asks. */
    private final Channel asking;

    private final UnaryCalls calls;
    private final Reconnection reconnection;
    private final BatchedGets gets = new BatchedGets(this::read, System::nanoTime);
    private final Set<RemoteWatcher> watchers = ConcurrentHashMap.newKeySet();

    private RemoteStore(ManagedChannel channel, Channel asking, UnaryCalls calls, Reconnection reconnection) {
        this.channel = channel;
        this.asking = asking;
        this.calls = calls;
        this.reconnection = reconnection;
    }

    /**
     * A store that connects when it is first used.
     *
     * @throws IOException when a certificate cannot be read
     */
    public static RemoteStore connect(RemoteStoreConfig config) throws IOException {
        ManagedChannel channel = Channels.open(config);
        RemoteStoreConfig.Login login = config.login();
        UserToken token = login == null ? null : new UserToken(channel, login, config.timeout());
        Channel asking = token == null ? channel : ClientInterceptors.intercept(channel, token);
        if (config.awaited()) {
            FirstConnection first = new FirstConnection();
            first.follow(channel);
            asking = ClientInterceptors.intercept(asking, first);
        }
        Reconnection reconnection =
                new Reconnection(channel, addresses(config), text -> LOG.log(System.Logger.Level.WARNING, text));
        reconnection.start();
        return new RemoteStore(channel, asking, new UnaryCalls(asking, config.timeout(), token), reconnection);
    }

    private static String addresses(RemoteStoreConfig config) {
        return config.endpoints().stream().map(URI::toString).collect(Collectors.joining(","));
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        return ResponseCodec.decode(calls.read(EtcdMethods.RANGE, RequestCodec.encode(request)));
    }

    @Override
    public @Nullable KeyValue get(Bytes key) {
        return gets.get(key);
    }

    private List<@Nullable KeyValue> read(List<Bytes> keys) {
        List<@Nullable KeyValue> found = new ArrayList<>();
        if (keys.size() == 1) {
            found.add(first(range(RangeRequest.of(keys.getFirst()))));
            return found;
        }
        List<Op> reads = keys.stream().<Op>map(RangeRequest::of).toList();
        for (OpResponse response :
                txn(new TxnRequest(List.of(), reads, List.of())).responses()) {
            found.add(response instanceof RangeResponse range ? first(range) : null);
        }
        return found;
    }

    private static @Nullable KeyValue first(RangeResponse response) {
        return response.kvs().isEmpty() ? null : response.kvs().getFirst();
    }

    @Override
    public PutResponse put(PutRequest request) {
        return ResponseCodec.decode(calls.write(EtcdMethods.PUT, RequestCodec.encode(request)));
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        return ResponseCodec.decode(calls.write(EtcdMethods.DELETE_RANGE, RequestCodec.encode(request)));
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        Rpc.TxnRequest encoded = RequestCodec.encode(request);
        return ResponseCodec.decode(
                request.readOnly() ? calls.read(EtcdMethods.TXN, encoded) : calls.write(EtcdMethods.TXN, encoded));
    }

    @Override
    public CompactResponse compact(CompactRequest request) {
        Rpc.CompactionRequest encoded = Rpc.CompactionRequest.newBuilder()
                .setRevision(request.revision())
                .setPhysical(request.physical())
                .build();
        return new CompactResponse(
                calls.write(EtcdMethods.COMPACT, encoded).getHeader().getRevision());
    }

    @Override
    public Watcher watch(WatchRequest request, WatchListener listener) {
        RemoteWatcher watcher = new RemoteWatcher(asking, request, listener, watchers::remove);
        watchers.add(watcher);
        watcher.start();
        return watcher;
    }

    @Override
    public LeaseGrantResponse leaseGrant(LeaseGrantRequest request) {
        Rpc.LeaseGrantResponse granted = calls.write(
                EtcdMethods.LEASE_GRANT,
                Rpc.LeaseGrantRequest.newBuilder()
                        .setTTL(request.ttlSeconds())
                        .setID(request.id())
                        .build());
        return new LeaseGrantResponse(granted.getHeader().getRevision(), granted.getID(), granted.getTTL());
    }

    @Override
    public LeaseRevokeResponse leaseRevoke(LeaseRevokeRequest request) {
        Rpc.LeaseRevokeRequest encoded =
                Rpc.LeaseRevokeRequest.newBuilder().setID(request.id()).build();
        return new LeaseRevokeResponse(
                calls.write(EtcdMethods.LEASE_REVOKE, encoded).getHeader().getRevision());
    }

    @Override
    public LeaseKeepAliveResponse leaseKeepAlive(long id) {
        Rpc.LeaseKeepAliveResponse kept = calls.streamed(
                EtcdMethods.LEASE_KEEP_ALIVE,
                Rpc.LeaseKeepAliveRequest.newBuilder().setID(id).build());
        return new LeaseKeepAliveResponse(kept.getHeader().getRevision(), id, Math.max(0, kept.getTTL()));
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        return ResponseCodec.decode(calls.read(
                EtcdMethods.LEASE_TIME_TO_LIVE,
                Rpc.LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build()));
    }

    @Override
    public LeaseLeasesResponse leaseLeases() {
        Rpc.LeaseLeasesResponse leases =
                calls.read(EtcdMethods.LEASE_LEASES, Rpc.LeaseLeasesRequest.getDefaultInstance());
        return new LeaseLeasesResponse(
                leases.getHeader().getRevision(),
                leases.getLeasesList().stream().map(Rpc.LeaseStatus::getID).toList());
    }

    @Override
    public StatusResponse status() {
        return ResponseCodec.decode(calls.read(EtcdMethods.STATUS, Rpc.StatusRequest.getDefaultInstance()));
    }

    @Override
    public void close() {
        reconnection.close();
        for (RemoteWatcher watcher : List.copyOf(watchers)) {
            watcher.stop();
        }
        channel.shutdownNow();
        calls.awaitTermination(channel);
    }
}
