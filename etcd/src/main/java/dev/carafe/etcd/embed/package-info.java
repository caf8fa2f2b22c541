/**
 * The store inside one's own process: {@link dev.carafe.etcd.embed.EmbeddedStore}.
 *
 * <p>Threads: one platform thread writes (log, sync, apply, publish); reads run on their callers' threads against
 * published states; watchers have their own threads; a snapshot is written by a thread of its own.
 *
 * <p>Arrows: knows {@code mvcc}, {@code lease}, {@code watch} and {@code wal}; nobody in this module but tests and
 * {@code server}'s users knows it.
 */
@NullMarked
package dev.carafe.etcd.embed;

import org.jspecify.annotations.NullMarked;
