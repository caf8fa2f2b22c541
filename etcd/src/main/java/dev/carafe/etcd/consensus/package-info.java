/**
 * What orders a store's records: the small interface between the store and the one who decides what comes after what, and
 * the one between a member of a cluster and the network.
 *
 * <p>It owns the form of an entry's data ({@link dev.carafe.etcd.consensus.Envelope}) and of messages between members
 * ({@link dev.carafe.etcd.consensus.MessageCodec}). Values and interfaces only; no threads.
 *
 * <p>Arrows: knows the public requests, {@code raft}'s and {@code membership}'s values and {@code wal}'s snapshot, and {@code metrics}; {@code
 * embed} and {@code peer} know it.
 */
@NullMarked
package dev.carafe.etcd.consensus;

import org.jspecify.annotations.NullMarked;
