/**
 * kube-proxy: makes Services reachable from one node, by nftables or by a relay in user space.
 *
 * <p>Arrows: this package watches Services and EndpointSlices through the client and hands each change to a backend;
 * {@code service} says, purely, which endpoints a service port has here; {@code nftables} and {@code userspace} are the two
 * backends and do not know each other. One thread owns the backend's state; informers only mark services as changed.
 */
@NullMarked
package dev.carafe.kubernetes.proxy;

import org.jspecify.annotations.NullMarked;
