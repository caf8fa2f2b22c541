package dev.carafe.etcd.concurrency;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** Those who want to own one name, the first come first. Safe for any thread; its methods block. */
public final class Line {
    /** The time to live of a lease that is made for who brings none, in seconds (etcd's {@code defaultSessionTTL}). */
    private static final long LEASE_SECONDS = 60;

    /**
     * A place in the line.
     *
     * @param key the key that holds it
     * @param lease the lease that the key hangs on
     * @param createRevision the revision that made the key, by which places are ordered
     * @param revision the store's revision when this was known
     */
    public record Place(Bytes key, long lease, long createRevision, long revision) {}

    private final Store store;
    private final Bytes prefix;

    public Line(Store store, Bytes name) {
        this.store = store;
        this.prefix = name.concat(Bytes.utf8("/"));
    }

    /**
     * Takes a place, or finds the one that the lease has, and waits until it is the first.
     *
     * @param lease whose end gives the place up; 0 for a new one
     * @param value what the key says
     * @param gone completed when nobody waits any more; the place is given up then
     */
    public Place awaitFirst(long lease, Bytes value, CompletableFuture<?> gone) {
        long owner = lease != 0
                ? lease
                : store.leaseGrant(new LeaseGrantRequest(LEASE_SECONDS, 0)).id();
        Bytes key = prefix.concat(Bytes.utf8(Long.toHexString(owner)));
        Place place = enter(key, owner, value);
        boolean first = false;
        try {
            long revision = awaitOlder(place, gone);
            if (revision > place.revision) {
                RangeResponse mine = store.range(RangeRequest.of(key));
                if (mine.kvs().isEmpty()) {
                    throw new EtcdException(EtcdError.Code.UNKNOWN, "mutex: session is expired");
                }
                revision = mine.revision();
            }
            first = true;
            return new Place(key, owner, place.createRevision, revision);
        } finally {
            if (!first) {
                var _ = store.deleteRange(DeleteRangeRequest.of(key));
            }
        }
    }

    private Place enter(Bytes key, long lease, Bytes value) {
        TxnResponse entered = store.txn(new TxnRequest(
                List.of(made(key, 0)),
                List.of(PutRequest.of(key, value).withLease(lease)),
                List.of(RangeRequest.of(key))));
        if (entered.succeeded()) {
            return new Place(key, lease, entered.revision(), entered.revision());
        }
        if (!(entered.responses().getFirst() instanceof RangeResponse range)
                || range.kvs().isEmpty()) {
            throw new IllegalStateException("a key that exists was not found");
        }
        KeyValue had = range.kvs().getFirst();
        Place place = new Place(key, lease, had.createRevision(), entered.revision());
        if (!had.value().equals(value)) {
            return new Place(key, lease, had.createRevision(), proclaim(place, value));
        }
        return place;
    }

    /** Returns the store's revision when no older place was left. */
    private long awaitOlder(Place place, CompletableFuture<?> gone) {
        RangeRequest older = new RangeRequest(
                prefix,
                prefix.prefixEnd(),
                1,
                0,
                RangeRequest.SortOrder.DESCEND,
                RangeRequest.SortTarget.CREATE,
                false,
                true,
                false,
                0,
                0,
                0,
                place.createRevision - 1);
        while (true) {
            RangeResponse before = store.range(older);
            if (before.kvs().isEmpty()) {
                return before.revision();
            }
            awaitDelete(before.kvs().getFirst().key(), before.revision(), gone);
        }
    }

    private void awaitDelete(Bytes key, long revision, CompletableFuture<?> gone) {
        awaitEvent(WatchRequest.of(key).withStartRevision(revision + 1), WatchEvent::isDelete, gone);
    }

    /** Waits until anything in the line changes after a revision; throws when {@code gone} completes. */
    public void awaitChange(long revision, CompletableFuture<?> gone) {
        awaitEvent(WatchRequest.prefix(prefix).withStartRevision(revision + 1), _ -> true, gone);
    }

    private void awaitEvent(WatchRequest request, Predicate<WatchEvent> wanted, CompletableFuture<?> gone) {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void events(List<WatchEvent> events, long known) {
                if (events.stream().anyMatch(wanted)) {
                    seen.complete(true);
                }
            }

            @Override
            public void progress(long known) {
                // nothing happened
            }

            @Override
            public void cancelled(EtcdException cause, long compactRevision) {
                if (compactRevision > 0) {
                    seen.complete(true); // look again: what happened meanwhile is forgotten
                } else {
                    seen.completeExceptionally(cause);
                }
            }
        };
        try (Watcher _ = store.watch(request, listener)) {
            var _ = CompletableFuture.anyOf(seen, gone).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EtcdException cause) {
                throw new EtcdException(cause.code(), String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
        if (gone.isDone()) {
            throw EtcdError.REQUEST_CANCELED.exception();
        }
    }

    /** Changes what a place says, when it is still held; returns the store's revision. */
    public long proclaim(Place place, Bytes value) {
        TxnResponse said = store.txn(new TxnRequest(
                List.of(made(place.key, place.createRevision)),
                List.of(PutRequest.of(place.key, value).withLease(place.lease)),
                List.of()));
        if (!said.succeeded()) {
            throw new EtcdException(EtcdError.Code.UNKNOWN, "election: not leader");
        }
        return said.revision();
    }

    /** Gives up a place, when it is still held; returns the store's revision. */
    public long resign(Place place) {
        return store.txn(new TxnRequest(
                        List.of(made(place.key, place.createRevision)),
                        List.of(DeleteRangeRequest.of(place.key)),
                        List.of()))
                .revision();
    }

    /** The first of the line now; nothing when there is nobody. */
    public RangeResponse first() {
        return store.range(new RangeRequest(
                prefix,
                prefix.prefixEnd(),
                1,
                0,
                RangeRequest.SortOrder.ASCEND,
                RangeRequest.SortTarget.CREATE,
                false,
                false,
                false,
                0,
                0,
                0,
                0));
    }

    private static Compare made(Bytes key, long revision) {
        return new Compare(key, Bytes.EMPTY, Compare.Result.EQUAL, new Compare.CreateRevision(revision));
    }
}
