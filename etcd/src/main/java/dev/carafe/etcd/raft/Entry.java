package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;

/**
 * One entry of the log.
 *
 * @param term the term whose leader made it
 * @param index its place, from 1 without a gap
 * @param kind what the data is
 * @param data the proposal; empty in the entry by which a leader begins its term
 */
public record Entry(long term, long index, Kind kind, Bytes data) {
    /** What an entry is for. */
    public enum Kind {
        NORMAL,
        CONF_CHANGE
    }

    /** What it counts for in limits, in bytes. */
    long sizeBytes() {
        return 24L + data.length();
    }
}
