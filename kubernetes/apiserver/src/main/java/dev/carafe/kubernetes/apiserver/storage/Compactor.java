package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Forgets history: in each interval what is older than that, so that lists in pages and slow watches have one to two of them
 * (k8s.io/apiserver/pkg/storage/etcd3/compact.go). One virtual thread.
 */
public final class Compactor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

    private final Store store;
    private final StorageKeys keys;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The revision of one interval ago; 0 at first. Only for the thread that compacts. */
    private long before;

    private Compactor(Store store, StorageKeys keys, Duration interval) {
        this.store = store;
        this.keys = keys;
        this.interval = interval;
    }

    /**
     * Starts to compact a store, of which a server may read its own keys.
     *
     * @param interval zero for never
     */
    public static Compactor start(Store store, StorageKeys keys, Duration interval) {
        Compactor compactor = new Compactor(store, keys, interval);
        if (interval.isPositive()) {
            Thread.ofVirtual().name("compactor").start(compactor::run);
        }
        return compactor;
    }

    /** As {@link #start}, for one who lets an interval pass himself by {@link #turn}, in a thread of his own. */
    public static Compactor unstarted(Store store, StorageKeys keys) {
        return new Compactor(store, keys, Duration.ZERO);
    }

    private void run() {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compacts to the revision of one interval ago, and remembers that of now. */
    public void turn() {
        try {
            long now = store.range(RangeRequest.of(Bytes.utf8(keys.root())).withCountOnly(true))
                    .revision();
            if (before > 0) {
                compact(before);
            }
            before = now;
        } catch (EtcdException e) {
            LOG.log(Level.DEBUG, "cannot compact", e);
        }
    }

    /** Another server may have compacted to there or further, and so has this one where nothing was written since. */
    private void compact(long revision) {
        try {
            store.compact(new CompactRequest(revision, false));
        } catch (EtcdException e) {
            if (!e.is(EtcdError.COMPACTED)) {
                throw e;
            }
        }
    }

    /** Stops compacting. */
    @Override
    public void close() {
        closed.countDown();
    }
}
