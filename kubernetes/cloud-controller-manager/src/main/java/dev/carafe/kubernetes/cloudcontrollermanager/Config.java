package dev.carafe.kubernetes.cloudcontrollermanager;

import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import java.time.Duration;
import java.util.List;

/**
 * What the cloud controller manager is told; the names in brackets are upstream's flags.
 *
 * @param identity this process, unique among its peers
 * @param leaderElect whether to run only while elected ({@code --leader-elect})
 * @param leaseTimes how fast the lead changes hands ({@code --leader-elect-lease-duration} and its like)
 * @param leaseNamespace where the lease is ({@code --leader-elect-resource-namespace})
 * @param leaseName what the lease is called ({@code --leader-elect-resource-name})
 * @param controllers which controllers run ({@code --controllers})
 * @param clusterName told to the cloud ({@code --cluster-name})
 * @param clusterCIDR the ranges of pods that routes lead to, with commas between ({@code --cluster-cidr})
 * @param configureCloudRoutes whether to make routes ({@code --configure-cloud-routes})
 * @param routeReconciliationPeriod how often routes are looked at ({@code --route-reconciliation-period})
 * @param nodeMonitorPeriod how often instances are looked at ({@code --node-monitor-period})
 * @param nodeStatusUpdateFrequency how often addresses are looked at ({@code --node-status-update-frequency})
 * @param concurrentServiceSyncs services at a time ({@code --concurrent-service-syncs})
 * @param concurrentNodeSyncs nodes initialised at a time ({@code --concurrent-node-syncs})
 * @param concurrentNodeStatusUpdates nodes' addresses at a time ({@code --concurrent-node-status-updates})
 */
public record Config(
        String identity,
        boolean leaderElect,
        LeaseTimes leaseTimes,
        String leaseNamespace,
        String leaseName,
        List<String> controllers,
        String clusterName,
        String clusterCIDR,
        boolean configureCloudRoutes,
        Duration routeReconciliationPeriod,
        Duration nodeMonitorPeriod,
        Duration nodeStatusUpdateFrequency,
        int concurrentServiceSyncs,
        int concurrentNodeSyncs,
        int concurrentNodeStatusUpdates) {
    public Config {
        controllers = List.copyOf(controllers);
    }

    /** Upstream's defaults; {@code clusterCIDR} has none and is needed where the provider makes routes. */
    public static Config of(String identity, boolean leaderElect, String clusterCIDR) {
        return new Config(
                identity,
                leaderElect,
                LeaseTimes.DEFAULT,
                "kube-system",
                "cloud-controller-manager",
                List.of("*"),
                "kubernetes",
                clusterCIDR,
                true,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                1,
                1,
                1);
    }
}
