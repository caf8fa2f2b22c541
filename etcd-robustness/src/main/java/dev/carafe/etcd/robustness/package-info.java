/**
 * The proof that a store keeps its promises. Clients' calls, watches and the log that came of them are recorded while
 * faults happen, and checked afterwards:
 *
 * <ul>
 *   <li>{@code history}: what clients did and were told
 *   <li>{@code model}: the store's semantics in the plainest way
 *   <li>{@code linearizability}: whether some order of the operations explains the answers
 *   <li>{@code watch}: whether watches told what the log holds; reads of the past, too
 *   <li>{@code traffic}: what clients do
 *   <li>{@code simulator}: stores, disks and clients in one thread, by a seed
 * </ul>
 *
 * <p>Threads: none. Everything here is plain state of one thread, so that a seed makes the same run again.
 *
 * <p>Arrows: knows {@code etcd}, never the other way round.
 */
@NullMarked
package dev.carafe.etcd.robustness;

import org.jspecify.annotations.NullMarked;
