package dev.carafe.etcd.robustness.history;

import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.WriteRequest;

/** What a client asks of a store. */
public sealed interface Call {
    /** Reads keys. */
    record Range(RangeRequest request) implements Call {}

    /** Changes the store, or is a transaction that only reads. */
    record Write(WriteRequest request) implements Call {}

    /** Prolongs a lease. */
    record KeepAlive(long lease) implements Call {}

    /**
     * Asks what is left of a lease.
     *
     * @param keys whether to tell the keys on it, too
     */
    record TimeToLive(long lease, boolean keys) implements Call {}

    /** Asks which leases there are. */
    record Leases() implements Call {}
}
