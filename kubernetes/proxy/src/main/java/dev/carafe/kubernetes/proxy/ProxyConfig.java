package dev.carafe.kubernetes.proxy;

import java.time.Duration;
import java.util.List;

/**
 * How a proxy runs.
 *
 * @param nodeName the node whose endpoints are local (--hostname-override)
 * @param mode how services are routed (--proxy-mode)
 * @param nodeIps the node's addresses at which node ports answer (--nodeport-addresses)
 * @param clusterCidr where pods' addresses lie; traffic to a cluster IP from elsewhere is masqueraded (--cluster-cidr). Empty:
 *     no such traffic
 * @param tableName the nftables table that is the proxy's own
 * @param minSyncPeriod how long changes are gathered before they are carried out together (--min-sync-period)
 * @param syncPeriod how often everything is made anew, in case another program changed the rules (--iptables-sync-period's
 *     counterpart)
 */
public record ProxyConfig(
        String nodeName,
        Mode mode,
        List<String> nodeIps,
        String clusterCidr,
        String tableName,
        Duration minSyncPeriod,
        Duration syncPeriod) {
    public static final String TABLE_DEFAULT = "kube-proxy";
    public static final Duration MIN_SYNC_PERIOD_DEFAULT = Duration.ofMillis(50);
    public static final Duration SYNC_PERIOD_DEFAULT = Duration.ofHours(1);

    /** How services are routed. */
    public enum Mode {
        /** By the kernel; needs root and nft. */
        NFTABLES,
        /** By relays in this process. */
        USERSPACE
    }

    public ProxyConfig {
        nodeIps = List.copyOf(nodeIps);
    }
}
