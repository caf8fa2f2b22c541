package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;

/**
 * The state that stands for the log up to an index.
 *
 * @param index the last entry in it
 * @param term that entry's term
 * @param conf the members at that point
 * @param data what the owner needs to find or hold the state itself; the core only carries it
 */
public record RaftSnapshot(long index, long term, ConfState conf, Bytes data) {
    public static final RaftSnapshot EMPTY = new RaftSnapshot(0, 0, ConfState.EMPTY, Bytes.EMPTY);
}
