/**
 * Watches against the log: {@link dev.carafe.etcd.robustness.watch.EventLog} is what happened, revision by revision, {@link
 * dev.carafe.etcd.robustness.watch.WatchRecord} what a watcher was told, {@link
 * dev.carafe.etcd.robustness.watch.WatchChecker} says where the two differ. Reads of past revisions and serializable reads
 * are held against the same log.
 *
 * <p>Pure. Arrows: knows {@code history} and {@code model}.
 */
@NullMarked
package dev.carafe.etcd.robustness.watch;

import org.jspecify.annotations.NullMarked;
