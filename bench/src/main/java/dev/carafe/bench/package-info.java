/**
 * Load on an API server, ours or upstream's, from outside: what an operation costs the server in CPU time.
 *
 * <p>Wall times on a shared machine mean little; CPU per operation and the ratio of two servers measured in one run do. Bodies
 * are drained and counted, never decoded, so that the programme itself stays cheap. It sends to loopback addresses only.
 */
@NullMarked
package dev.carafe.bench;

import org.jspecify.annotations.NullMarked;
