/**
 * Consensus: the Raft algorithm as a state machine over plain values, with the behaviour that etcd-raft documents.
 *
 * <p>It owns the order of the log's entries, terms, votes, who leads, and which members vote. Its owner hands in messages,
 * ticks and proposals, and takes a {@link dev.carafe.etcd.raft.Ready}: what to write to disk, what to send and what to
 * apply. Pre-vote, check quorum, read index, learners, leadership transfer, snapshots, flow control and membership
 * changes one member at a time are in it (source: "In Search of an Understandable Consensus Algorithm", Ongaro's thesis
 * chapters 3, 4 and 6, and etcd-raft's package documentation).
 *
 * <h2>How to run it</h2>
 *
 * <ol>
 *   <li>call {@code tick}, {@code step}, {@code propose}, {@code readIndex} as things happen; what is called before the
 *       next {@code ready} goes to the other members together
 *   <li>while {@code hasReady}: take {@code ready()}; send its {@code messages}, which do not wait for the disk
 *   <li>write its snapshot, entries and hard state to disk and sync them where {@code mustSync} says so
 *   <li>call {@code persisted()}, then send what {@code messagesAfterPersist} holds
 *   <li>apply {@code committed} in order (an entry of kind {@code CONF_CHANGE} by {@code applyConfChange} too), then
 *       call {@code applied}
 * </ol>
 *
 * <p>Pure: no clock, thread, file or socket; randomness is handed in. A {@link dev.carafe.etcd.raft.RaftCore} belongs to
 * one thread.
 *
 * <p>Arrows: knows {@link dev.carafe.etcd.Bytes} only.
 */
@NullMarked
package dev.carafe.etcd.raft;

import org.jspecify.annotations.NullMarked;
