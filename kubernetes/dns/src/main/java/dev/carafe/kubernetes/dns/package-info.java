/**
 * The cluster's DNS (Kubernetes DNS-Based Service Discovery, schema version 1.1.0; what CoreDNS with its
 * usual configuration is upstream): names of services, their endpoints and pods, and everything else from
 * the machine's own resolvers.
 *
 * <p>{@link dev.carafe.kubernetes.dns.ClusterDns} is the entry. {@link dev.carafe.kubernetes.dns.Zone} is
 * pure and decides what a name means; {@link dev.carafe.kubernetes.dns.Resolver} chooses between zone and
 * forwarding. One platform thread reads each UDP socket and answers the cluster's names at once; what must
 * be asked elsewhere and every TCP connection runs on a virtual thread. Knows the API through
 * {@code kubernetes/client} only.
 */
@NullMarked
package dev.carafe.kubernetes.dns;

import org.jspecify.annotations.NullMarked;
