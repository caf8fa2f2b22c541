/**
 * Load on API servers, etcd and vSphere servers, ours or upstream's, from outside: what an operation costs a server in CPU time,
 * beside another's.
 *
 * <p>Wall times on a shared machine mean little; CPU per operation and the ratio of two servers measured in one run do. API
 * servers' bodies are drained and counted, never decoded, so that the programme itself stays cheap; vSphere servers are asked by
 * Carafe's own client. It sends to loopback addresses only.
 *
 * <p>{@code Bench} is the entry and lists the programmes, such as {@code EtcdLoad}; {@code Rounds} is what they share. {@code
 * Servers} finds or starts what is measured; {@code Workload} and {@code WatchPhase}, {@code EtcdWorkload}, {@code
 * VSphereWorkload} and {@code UpdatePhase} are what is done to each; {@code Repetition} does an operation many times; {@code
 * Report} puts the results beside each other.
 */
@NullMarked
package dev.carafe.bench;

import org.jspecify.annotations.NullMarked;
