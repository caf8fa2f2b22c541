/**
 * Load on API servers, ours or upstream's, from outside: what an operation costs a server in CPU time, beside another's.
 *
 * <p>Wall times on a shared machine mean little; CPU per operation and the ratio of two servers measured in one run do. Bodies
 * are drained and counted, never decoded, so that the programme itself stays cheap. It sends to loopback addresses only.
 *
 * <p>{@code ApiServerLoad} is the programme, {@code Servers} finds or starts what is measured, {@code Workload} and
 * {@code WatchPhase} are what is done to each, {@code Report} puts the results beside each other.
 */
@NullMarked
package dev.carafe.bench;

import org.jspecify.annotations.NullMarked;
