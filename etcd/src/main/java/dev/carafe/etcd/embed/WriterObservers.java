package dev.carafe.etcd.embed;

import dev.carafe.etcd.metrics.StoreMetrics;
import dev.carafe.etcd.slow.SlowApplies;

/**
 * Who is told how a store's writer fares.
 *
 * @param slow warns of what takes long
 * @param metrics counts all
 */
record WriterObservers(SlowApplies slow, StoreMetrics metrics) {
    /** Nobody, as while a log is read again. */
    static WriterObservers none() {
        return new WriterObservers(SlowApplies.never(), StoreMetrics.fresh());
    }
}
