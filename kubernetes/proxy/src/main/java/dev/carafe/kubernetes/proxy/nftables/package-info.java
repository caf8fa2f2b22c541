/**
 * Services as nftables: a fixed handful of chains, and maps that hold one element for each address, port and endpoint.
 *
 * <p>Upstream makes a chain for each service port and endpoint, and loading ten thousand chains takes the kernel most of a
 * minute. Here a service is elements of maps only, so that a change costs by its own size:
 *
 * <pre>
 * services       address . protocol . port               : goto pick-N          (N: how many endpoints)
 * endpoints      address . protocol . port . slot        : endpoint address . endpoint port
 * pick-N         dnat to address . protocol . port . random slot below N, looked up in endpoints
 * </pre>
 *
 * <p>A node port is a service at each of the node's addresses. Client affinity has chains of its own, which remember a
 * client's slot for a time. {@link dev.carafe.kubernetes.proxy.nftables.ServiceElements} compiles, purely;
 * {@link dev.carafe.kubernetes.proxy.nftables.ElementTable} knows what is loaded and what a change adds and removes;
 * {@link dev.carafe.kubernetes.proxy.nftables.NftablesBackend} writes each change as one transaction.
 */
@NullMarked
package dev.carafe.kubernetes.proxy.nftables;

import org.jspecify.annotations.NullMarked;
