/**
 * The store inside one's own process: {@link dev.carafe.etcd.embed.EmbeddedStore}.
 *
 * <p>A store is alone ({@code WriteLoop} orders its records), or of a cluster's member ({@code ClusterTurns} do, around
 * {@link dev.carafe.etcd.raft.RaftCore}); both stand behind {@link dev.carafe.etcd.consensus.Consensus}.
 *
 * <p>Threads: whatever {@link dev.carafe.etcd.work.Workers} are handed in; of its own accord one platform thread writes
 * (log, sync, apply, publish), watchers have a virtual thread each, and a snapshot is written by a thread of its own.
 * Reads run on their callers' threads against published states.
 *
 * <p>Arrows: knows {@code mvcc}, {@code lease}, {@code watch}, {@code wal}, {@code raft}, {@code consensus},
 * {@code membership}, {@code corruption}, {@code slow}, {@code metrics} and {@code work}; nobody in this module but tests and
 * {@code server}'s users knows it.
 */
@NullMarked
package dev.carafe.etcd.embed;

import org.jspecify.annotations.NullMarked;
