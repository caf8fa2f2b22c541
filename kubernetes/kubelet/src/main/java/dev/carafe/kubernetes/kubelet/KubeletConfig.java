package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.server.KubeletServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a kubelet runs; the parts of upstream's KubeletConfiguration that it knows.
 *
 * @param node how the machine appears
 * @param paths where files are
 * @param manifests where static pods come from
 * @param network what pods see of the network
 * @param cgroupRoot the control group under which pods' groups are made, {@code /} for the machine's own
 * @param logs how large containers' logs may get
 * @param server how logs, exec, attach and port-forward are served; null for not at all
 */
public record KubeletConfig(
        NodeConfig node,
        Paths paths,
        Manifests manifests,
        Network network,
        String cgroupRoot,
        Logs logs,
        @Nullable KubeletServerConfig server) {
    /**
     * @param root the kubelet's directory; also its mark on what it makes in the runtime, so it must stay the same
     * @param podLogs the directory of containers' logs
     * @param runtimeSocket the container runtime's socket
     */
    public record Paths(Path root, Path podLogs, Path runtimeSocket) {}

    /**
     * @param path a directory or file of manifests, null for none
     * @param url an address of a manifest, null for none
     * @param every how often they are looked at without other cause
     */
    public record Manifests(@Nullable Path path, @Nullable URI url, Duration every) {
        public static final Manifests NONE = new Manifests(null, null, Duration.ofSeconds(20));
    }

    /**
     * @param clusterDns the cluster's name servers; none to give pods the machine's
     * @param clusterDomain such as {@code cluster.local}
     * @param resolvConf the machine's resolv.conf
     * @param podCidr the range of pods' addresses where no API server gives one, else empty
     * @param cni where the runtime looks for its network's configuration, null to leave that to others
     * @param bridge the bridge that pods are connected to
     */
    public record Network(
            List<String> clusterDns,
            String clusterDomain,
            Path resolvConf,
            String podCidr,
            @Nullable Path cni,
            String bridge) {}

    /**
     * @param maxBytes the size from which a log is rotated
     * @param maxFiles how many files a container may have
     */
    public record Logs(long maxBytes, int maxFiles) {
        public static final Logs DEFAULT = new Logs(10L << 20, 5);
    }
}
