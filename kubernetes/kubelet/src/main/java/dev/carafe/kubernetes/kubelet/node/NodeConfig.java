package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.api.core.v1.Taint;
import java.util.List;
import java.util.Map;

/**
 * How this machine appears as a Node.
 *
 * @param name the Node's name
 * @param ips its addresses, the primary first; empty to find out
 * @param labels to register with, besides the well-known ones
 * @param taints to register with
 * @param port the kubelet's own, for the API server to reach it
 * @param maxPods how many pods may run here
 * @param kubeletVersion such as {@code v1.37.2}
 * @param externalCloud whether a cloud controller manager says the rest ({@code --cloud-provider=external})
 */
public record NodeConfig(
        String name,
        List<String> ips,
        Map<String, String> labels,
        List<Taint> taints,
        int port,
        int maxPods,
        String kubeletVersion,
        boolean externalCloud) {
    /** A machine without a cloud. */
    public NodeConfig(
            String name,
            List<String> ips,
            Map<String, String> labels,
            List<Taint> taints,
            int port,
            int maxPods,
            String kubeletVersion) {
        this(name, ips, labels, taints, port, maxPods, kubeletVersion, false);
    }

    /** The same with another port of the kubelet. */
    public NodeConfig withPort(int newPort) {
        return new NodeConfig(name, ips, labels, taints, newPort, maxPods, kubeletVersion, externalCloud);
    }
}
