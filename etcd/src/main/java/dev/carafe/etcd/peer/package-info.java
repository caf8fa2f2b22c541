/**
 * The members' way to each other: gRPC between the processes of one cluster.
 *
 * <p>It owns the streams, their opening again, what is dropped when one does not keep up, and who is let in. Each member
 * opens one stream of messages to each other one; a snapshot has a call of its own. Every call says from whom and to whom it
 * is and of which cluster, and is refused where that is wrong or the caller was removed. The protocol is this project's own:
 * all members of a cluster are of one make.
 *
 * <p>Messages are taken on the network's threads, which hand them to the member's inbox and never wait; snapshots and
 * questions to the leader have virtual threads; one thread looks after the streams.
 *
 * <p>Arrows: knows {@code consensus}, {@code membership}, {@code raft}'s messages, {@code wal}'s snapshots, {@code metrics} and
 * {@code rpc}'s errors; only the programme knows it.
 */
@NullMarked
package dev.carafe.etcd.peer;

import org.jspecify.annotations.NullMarked;
