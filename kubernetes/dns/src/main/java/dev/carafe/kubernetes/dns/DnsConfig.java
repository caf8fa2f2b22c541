package dev.carafe.kubernetes.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What the cluster's DNS serves, and where.
 *
 * @param addresses where it listens, UDP and TCP alike; port 0 for any. Not the wildcard address where
 *     queries come through a service: an answer must leave from the address that was asked
 * @param zone the cluster's domain, such as {@code cluster.local}
 * @param ttlSeconds of the cluster's records; CoreDNS's own is 5, kubeadm configures 30
 * @param resolvConf names the servers that are asked for everything else
 */
public record DnsConfig(List<InetSocketAddress> addresses, String zone, int ttlSeconds, Path resolvConf) {
    public static final String DEFAULT_ZONE = "cluster.local";
    public static final int DEFAULT_TTL_SECONDS = 30;

    /** The usual configuration at an address. */
    public static DnsConfig at(InetSocketAddress address) {
        return new DnsConfig(List.of(address), DEFAULT_ZONE, DEFAULT_TTL_SECONDS, Path.of("/etc/resolv.conf"));
    }
}
