/**
 * Leases: which exist, until when, and which keys hang on them.
 *
 * <p>Pure: time is handed in as monotonic milliseconds. Safe for any thread.
 *
 * <p>Arrows: knows the public values only.
 */
@NullMarked
package dev.carafe.etcd.lease;

import org.jspecify.annotations.NullMarked;
