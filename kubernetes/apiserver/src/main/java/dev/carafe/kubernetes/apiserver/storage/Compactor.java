package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Forgets history: every five minutes what is older than that, so that lists in pages and slow watches have five to ten
 * minutes (k8s.io/apiserver/pkg/storage/etcd3/compact.go). One virtual thread.
 */
public final class Compactor implements AutoCloseable {
    private static final long INTERVAL_MINUTES = 5;
    private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

    private final Store store;
    private final StorageKeys keys;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Compactor(Store store, StorageKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Starts to compact a store, of which a server may read its own keys. */
    public static Compactor start(Store store, StorageKeys keys) {
        Compactor compactor = new Compactor(store, keys);
        Thread.ofVirtual().name("compactor").start(compactor::run);
        return compactor;
    }

    private void run() {
        long before = 0;
        try {
            while (!closed.await(INTERVAL_MINUTES, TimeUnit.MINUTES)) {
                before = compact(before);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compacts to the revision of one interval ago; returns the revision now. */
    private long compact(long before) {
        try {
            long now = store.range(RangeRequest.of(Bytes.utf8(keys.root())).withCountOnly(true))
                    .revision();
            if (before > 0) {
                store.compact(new CompactRequest(before, false));
            }
            return now;
        } catch (EtcdException e) {
            LOG.log(Level.DEBUG, "cannot compact", e);
            return before;
        }
    }

    /** Stops compacting. */
    @Override
    public void close() {
        closed.countDown();
    }
}
