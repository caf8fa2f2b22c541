package dev.carafe.cli.etcd;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What clients do to a store most: puts, gets, guarded transactions, ranges, watches and leases, by several at once. Done often
 * enough that what the store does for it counts as worth compiling.
 */
final class EtcdUse {
    private static final String PREFIX = "/train/";
    private static final int CLIENTS = 16;
    private static final int CONNECTIONS = 4;
    private static final int KEYS = 1000;
    private static final int VALUE_BYTES = 1024;
    private static final int RANGE = 500;
    private static final int WATCHERS = 200;
    private static final long TTL_S = 600;
    private static final long EVENTS_MAX_S = 60;

    private final List<Store> connections;
    private final int uses;

    private EtcdUse(List<Store> connections, int uses) {
        this.connections = connections;
        this.uses = uses;
    }

    /**
     * Uses the store that has these members, with any certificates.
     *
     * @param uses leases that are made and kept alive; what is used more often counts by it
     */
    static void of(List<URI> members, int uses) throws IOException, InterruptedException {
        RemoteStoreConfig config = RemoteStoreConfig.of(members, new RemoteStoreConfig.Tls(null, null, null, true));
        List<Store> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(RemoteStore.connect(config));
            }
            new EtcdUse(connections, uses).use();
        } finally {
            connections.forEach(Store::close);
        }
    }

    private void use() throws IOException, InterruptedException {
        Bytes value = Bytes.wrap(new byte[VALUE_BYTES]);
        each(2 * uses, (store, i) -> store.put(PutRequest.of(key(i), value)));
        each(4 * uses, (store, i) -> store.range(RangeRequest.of(key(i))));
        each(2 * uses, (store, i) -> update(store, key(i), value));
        each(
                uses / 8,
                (store, _) ->
                        store.range(RangeRequest.prefix(Bytes.utf8(PREFIX)).withLimit(RANGE)));
        watch(value);
        each(uses, (store, i) -> store.leaseGrant(new LeaseGrantRequest(TTL_S, i + 1)));
        each(uses, (store, i) -> store.leaseKeepAlive(i + 1));
        each(uses, (store, i) -> store.leaseRevoke(new LeaseRevokeRequest(i + 1)));
        each(KEYS, (store, i) -> store.deleteRange(DeleteRangeRequest.of(key(i))));
    }

    /** As an API server writes: nobody else may have written since. */
    private static void update(Store store, Bytes key, Bytes value) {
        var found = store.range(RangeRequest.of(key)).kvs();
        long revision = found.isEmpty() ? 0 : found.getFirst().modRevision();
        store.txn(new TxnRequest(
                List.of(new Compare(key, Bytes.EMPTY, Compare.Result.EQUAL, new Compare.ModRevision(revision))),
                List.of(PutRequest.of(key, value)),
                List.of(RangeRequest.of(key))));
    }

    private void watch(Bytes value) throws IOException, InterruptedException {
        int events = uses / 25;
        CountDownLatch seen = new CountDownLatch(WATCHERS * events);
        List<Watcher> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < WATCHERS; i++) {
                watchers.add(connection(i).watch(WatchRequest.prefix(Bytes.utf8(PREFIX)), new Counting(seen)));
            }
            for (int i = 0; i < events; i++) {
                var _ = connection(i).put(PutRequest.of(key(i), value));
            }
            if (!seen.await(EVENTS_MAX_S, TimeUnit.SECONDS)) {
                throw new IOException(seen.getCount() + " watch events did not come");
            }
        } finally {
            watchers.forEach(Watcher::close);
        }
    }

    private record Counting(CountDownLatch seen) implements WatchListener {
        @Override
        public void events(List<WatchEvent> events, long revision) {
            events.forEach(_ -> seen.countDown());
        }

        @Override
        public void progress(long revision) {
            // not asked for
        }

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            // the events that do not come tell it
        }
    }

    private interface Use {
        void with(Store store, int number);
    }

    /** Does something with each number below a count, by all clients together. */
    private void each(int count, Use use) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(threads.submit(() -> {
                    for (int i = first; i < count; i += CLIENTS) {
                        use.with(connection(first), i);
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the store failed", e);
        }
    }

    private Store connection(int client) {
        return connections.get(client % connections.size());
    }

    private static Bytes key(int number) {
        return Bytes.utf8(PREFIX + number % KEYS);
    }
}
