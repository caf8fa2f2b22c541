/**
 * The proof that API servers keep their promises on a store that dies: their storage and watch caches run on a simulated store,
 * with its disk, its clock and all clients in one thread, by a seed. What was acknowledged, listed and watched is compared
 * with the store's whole history.
 *
 * <p>Threads: none. The same seed does the same again.
 *
 * <p>Arrows: knows {@code apiserver}, {@code etcd} and {@code etcd-robustness}; no server knows it.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.robustness;

import org.jspecify.annotations.NullMarked;
