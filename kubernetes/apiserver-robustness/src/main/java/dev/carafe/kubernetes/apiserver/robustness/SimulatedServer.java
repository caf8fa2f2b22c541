package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.robustness.simulator.SimulatedMember;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.storage.EventLeases;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import java.util.concurrent.ScheduledExecutorService;

/** An API server's storage and watch cache of one resource, which may die and start again. */
final class SimulatedServer {
    static final String PREFIX = "/registry/things/";

    private final SimulatedMember member;
    private final Runnable meanwhile;
    private final ScheduledExecutorService timer;
    private SimulatedStore store;
    private ObjectStorage storage;
    private WatchCache cache;
    private int life;

    SimulatedServer(SimulatedMember member, Runnable meanwhile, ScheduledExecutorService timer) {
        this.member = member;
        this.meanwhile = meanwhile;
        this.timer = timer;
        this.store = new SimulatedStore(member, meanwhile);
        this.storage = storage(store);
        this.cache = WatchCache.unstarted(store, storage, PREFIX, timer);
    }

    private static ObjectStorage storage(SimulatedStore store) {
        return new ObjectStorage(store, StorageKeys.defaults(), new EventLeases(store, () -> 0), Serializer.JSON);
    }

    /** Dies and starts again, with nothing of what it had in memory. */
    void restart() {
        cache.close();
        life++;
        store = new SimulatedStore(member, meanwhile);
        storage = storage(store);
        cache = WatchCache.unstarted(store, storage, PREFIX, timer);
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

    ObjectStorage storage() {
        return storage;
    }

    WatchCache cache() {
        return cache;
    }
}
