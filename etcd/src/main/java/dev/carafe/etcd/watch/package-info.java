/**
 * Watches over a running store: who hears of which change, and how the slow ones catch up.
 *
 * <p>Threads: each watcher is work of its own (a virtual thread, usually) that calls its listener; the store's writer only ever puts a reference
 * into a watcher's bounded queue. A watcher whose listener never waits ({@link dev.carafe.etcd.PromptWatchListener}) has no
 * thread: the writer hands its turn to the listener's. A watcher is <i>synced</i> while the writer feeds its queue; one that
 * starts in the past, or whose queue overflowed, is not, and reads history until it is up to date again (etcd's words, {@code
 * server/storage/mvcc/watchable_store.go}).
 *
 * <p>Arrows: knows the public interface, {@code mvcc} and {@code work}.
 */
@NullMarked
package dev.carafe.etcd.watch;

import org.jspecify.annotations.NullMarked;
