/**
 * Whether a history is linearizable: some order of its operations, each at one moment between call and return, explains
 * all answers.
 *
 * <p>Pure. Arrows: knows {@code history}.
 */
@NullMarked
package dev.carafe.etcd.robustness.linearizability;

import org.jspecify.annotations.NullMarked;
