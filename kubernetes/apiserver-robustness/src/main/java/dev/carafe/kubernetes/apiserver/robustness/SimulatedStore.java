package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
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
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.simulator.SimulatedMember;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server's connection to the simulated store. While it waits for an answer, the simulation goes on. */
final class SimulatedStore implements Store {
    /** Turns that an answer is waited for; then it is not known what came of the request. */
    private static final int PATIENCE_TURNS = 300;

    private final SimulatedMember member;
    private final Around around;
    private final List<WatchListener> listeners = new ArrayList<>();

    /** What a store is asked for in the middle of. */
    interface Around {
        /** Something else happens while an answer is waited for, or before a request arrives. */
        void meanwhile();

        /** The store is about to forget what was before a revision. */
        void beforeCompaction(EmbeddedStore store, long revision);

        /** A lease is named. */
        long nextLease();
    }

    /** A connection. */
    SimulatedStore(SimulatedMember member, Around around) {
        this.member = member;
        this.around = around;
    }

    private EmbeddedStore serving() {
        EmbeddedStore store = member.store();
        if (store == null) {
            throw unavailable();
        }
        return store;
    }

    private static EtcdException unavailable() {
        return new EtcdException(EtcdError.Code.UNAVAILABLE, "error reading from server: EOF");
    }

    /** The store's process has ended, and with it all watches. */
    void lost() {
        List<WatchListener> ended = List.copyOf(listeners);
        listeners.clear();
        ended.forEach(listener -> listener.cancelled(unavailable(), 0));
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        around.meanwhile();
        return serving().range(request);
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        return (TxnResponse) write(serving(), request);
    }

    private WriteResponse write(EmbeddedStore store, WriteRequest request) {
        CompletableFuture<WriteResponse> answer = store.submit(request);
        for (int turn = 0; !answer.isDone(); turn++) {
            if (member.store() != store || turn == PATIENCE_TURNS) {
                throw unavailable();
            }
            around.meanwhile();
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EtcdException refused) {
                throw refused;
            }
            throw e;
        }
    }

    @Override
    public Watcher watch(WatchRequest request, WatchListener listener) {
        around.meanwhile();
        Watcher watcher = serving().watch(request, listener);
        listeners.add(listener);
        return new Watcher() {
            @Override
            public long createdRevision() {
                return watcher.createdRevision();
            }

            @Override
            public void requestProgress() {
                watcher.requestProgress();
            }

            @Override
            public void close() {
                listeners.remove(listener);
                watcher.close();
            }
        };
    }

    @Override
    public StatusResponse status() {
        return serving().status();
    }

    @Override
    public void close() {
        listeners.clear();
    }

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("the simulated servers do not ask this");
    }

    @Override
    public PutResponse put(PutRequest request) {
        throw notAsked();
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        throw notAsked();
    }

    @Override
    public CompactResponse compact(CompactRequest request) {
        EmbeddedStore store = serving();
        around.beforeCompaction(store, request.revision());
        return (CompactResponse) write(store, request);
    }

    @Override
    public LeaseGrantResponse leaseGrant(LeaseGrantRequest request) {
        return (LeaseGrantResponse) write(serving(), new LeaseGrantRequest(request.ttlSeconds(), around.nextLease()));
    }

    @Override
    public LeaseRevokeResponse leaseRevoke(LeaseRevokeRequest request) {
        throw notAsked();
    }

    @Override
    public LeaseKeepAliveResponse leaseKeepAlive(long id) {
        throw notAsked();
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        throw notAsked();
    }

    @Override
    public LeaseLeasesResponse leaseLeases() {
        throw notAsked();
    }
}
