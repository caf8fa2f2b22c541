/**
 * Services as relays in this process, for machines without nftables: a listener a service port, and each connection or
 * UDP client carried to the next endpoint, round robin.
 *
 * <p>Threads: a virtual thread a listener, and two a connection. The balancer is a pure core; the relays are thin.
 */
@NullMarked
package dev.carafe.kubernetes.proxy.userspace;

import org.jspecify.annotations.NullMarked;
