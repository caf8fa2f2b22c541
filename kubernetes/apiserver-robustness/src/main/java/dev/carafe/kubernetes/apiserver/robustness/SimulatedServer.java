package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.robustness.simulator.SimulatedMember;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.storage.Compactor;
import dev.carafe.kubernetes.apiserver.storage.EventLeases;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** An API server's storage, its watch cache of one resource and its compactor, which may die and start again. */
final class SimulatedServer {
    static final String PREFIX = "/registry/things/";

    private final SimulatedMember member;
    private final SimulatedStore.Around around;
    private final LongSupplier clockMs;
    private final ScheduledExecutorService timer;
    private SimulatedStore store;
    private ObjectStorage storage;
    private WatchCache cache;
    private Compactor compactor;
    private int life;

    SimulatedServer(
            SimulatedMember member,
            SimulatedStore.Around around,
            LongSupplier clockMs,
            ScheduledExecutorService timer) {
        this.member = member;
        this.around = around;
        this.clockMs = clockMs;
        this.timer = timer;
        this.store = new SimulatedStore(member, around);
        this.storage = storage(store, clockMs);
        this.cache = WatchCache.unstarted(store, storage, PREFIX, timer);
        this.compactor = Compactor.unstarted(store, StorageKeys.defaults());
    }

    private static ObjectStorage storage(SimulatedStore store, LongSupplier clockMs) {
        return new ObjectStorage(store, StorageKeys.defaults(), new EventLeases(store, clockMs), Serializer.JSON);
    }

    /** Dies and starts again, with nothing of what it had in memory. */
    void restart() {
        cache.close();
        life++;
        store = new SimulatedStore(member, around);
        storage = storage(store, clockMs);
        cache = WatchCache.unstarted(store, storage, PREFIX, timer);
        compactor = Compactor.unstarted(store, StorageKeys.defaults());
    }

    /** The store's process has ended, this one goes on. */
    void storeLost() {
        store.lost();
    }

    /** Which of its lives this is: an answer that comes in another one was never given. */
    int life() {
        return life;
    }

    boolean ready() {
        return cache.isReady();
    }

    /** Whether the store runs. */
    boolean hasStore() {
        return member.store() != null;
    }

    /** Its connection to the store. */
    SimulatedStore store() {
        return store;
    }

    Compactor compactor() {
        return compactor;
    }

    ObjectStorage storage() {
        return storage;
    }

    WatchCache cache() {
        return cache;
    }
}
