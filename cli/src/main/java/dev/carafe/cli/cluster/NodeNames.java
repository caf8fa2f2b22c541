package dev.carafe.cli.cluster;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;

/**
 * The names of what a cloud's node leaves in the kernel, each with the cloud's id, so that several clouds on one machine do
 * not meet.
 *
 * @param bridge the bridge that pods are plugged into; at most 15 characters
 * @param cniNetwork the CNI network's name
 * @param nftablesTable the table of kube-proxy's rules
 * @param cgroup the control group below which pods' groups are, relative to the hierarchy's root
 */
public record NodeNames(String bridge, String cniNetwork, String nftablesTable, String cgroup) {

    /** The names of the cloud in {@code directory}. */
    public static NodeNames of(DataDirectory directory) {
        String bridge = "carafe-" + directory.id();
        return new NodeNames(bridge, "carafe-" + bridge, "carafe-" + directory.id(), "carafe-" + directory.id());
    }

    /**
     * The address that the DNS server listens on: the last of the range of pods, which no pod is given before
     * there are as many nodes as the range holds. Pods of this machine reach it, its network does not.
     */
    public static String dnsListenAddress(Settings settings) {
        return ServiceRange.lastAddress(settings.clusterCidr());
    }
}
