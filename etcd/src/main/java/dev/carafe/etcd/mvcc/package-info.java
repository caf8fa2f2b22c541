/**
 * The store's state: revisioned keys, their history, compaction, and how requests read and change them.
 *
 * <p>Pure: no file, clock or thread. One thread writes; any number of threads read immutable snapshots ({@link
 * dev.carafe.etcd.mvcc.MvccState}) without a lock while it does.
 *
 * <p>Arrows: knows the public requests and responses and {@code lease}, nobody else.
 */
@NullMarked
package dev.carafe.etcd.mvcc;

import org.jspecify.annotations.NullMarked;
