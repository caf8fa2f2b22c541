package dev.carafe.kubernetes.controllermanager;

import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import java.time.Duration;
import java.util.Set;

/**
 * What the controller manager is told; the names in brackets are upstream's flags.
 *
 * @param identity this process, unique among its peers
 * @param leaderElect whether to run only while elected ({@code --leader-elect})
 * @param leaseTimes how fast the lead changes hands ({@code --leader-elect-lease-duration} and its like)
 * @param rootCaPem the certificates to publish in each namespace ({@code --root-ca-file}); empty publishes none
 * @param clusterCidr the range that nodes' pod ranges come out of ({@code --cluster-cidr}); empty assigns none
 * @param nodeCidrMaskSize the length of a node's prefix ({@code --node-cidr-mask-size})
 * @param nodeMonitorPeriod how often nodes are looked at ({@code --node-monitor-period})
 * @param nodeMonitorGracePeriod how long a node may be silent ({@code --node-monitor-grace-period})
 * @param terminatedPodGcThreshold how many ended pods are kept ({@code --terminated-pod-gc-threshold})
 * @param concurrency the workers of each controller (such as {@code --concurrent-deployment-syncs})
 * @param disabled controllers not to run, by upstream's names (such as {@code -deployment-controller} in
 *     {@code --controllers})
 */
public record Config(
        String identity,
        boolean leaderElect,
        LeaseTimes leaseTimes,
        String rootCaPem,
        String clusterCidr,
        int nodeCidrMaskSize,
        Duration nodeMonitorPeriod,
        Duration nodeMonitorGracePeriod,
        int terminatedPodGcThreshold,
        int concurrency,
        Set<String> disabled) {
    /** Upstream's defaults. */
    public static Config of(String identity, boolean leaderElect, String rootCaPem, String clusterCidr) {
        return new Config(
                identity,
                leaderElect,
                LeaseTimes.DEFAULT,
                rootCaPem,
                clusterCidr,
                24,
                Duration.ofSeconds(5),
                Duration.ofSeconds(50),
                12_500,
                5,
                Set.of());
    }
}
