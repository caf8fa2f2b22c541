/**
 * The store's semantics in the plainest way: immutable states, whole copies, every question a loop. Shares nothing with the
 * store but the public values.
 *
 * <p>Pure. Arrows: knows {@code history} and {@code linearizability}.
 */
@NullMarked
package dev.carafe.etcd.robustness.model;

import org.jspecify.annotations.NullMarked;
