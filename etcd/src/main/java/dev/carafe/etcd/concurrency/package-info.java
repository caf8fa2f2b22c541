/**
 * Locks and elections over keys, as etcd's client library makes them and its lock and election services serve them: who wants
 * to own a name puts a key below it, and the oldest key owns it.
 *
 * <p>Threads: the callers', which block. Source: etcd {@code client/v3/concurrency}.
 *
 * <p>Arrows: knows the public values only; {@code server} knows it.
 */
@NullMarked
package dev.carafe.etcd.concurrency;

import org.jspecify.annotations.NullMarked;
