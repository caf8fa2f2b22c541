/**
 * What clients do to a store while it is tried: each kind of {@link dev.carafe.etcd.robustness.traffic.Traffic} is one
 * client's habits.
 *
 * <p>Pure: randomness is handed in. Arrows: knows {@code history}.
 */
@NullMarked
package dev.carafe.etcd.robustness.traffic;

import org.jspecify.annotations.NullMarked;
