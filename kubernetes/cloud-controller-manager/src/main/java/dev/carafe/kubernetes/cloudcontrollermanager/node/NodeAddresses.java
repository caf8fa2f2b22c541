package dev.carafe.kubernetes.cloudcontrollermanager.node;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Nodes;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.SyncFailure;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which addresses a node gets (k8s.io/cloud-provider node/helpers/address.go); no I/O. */
final class NodeAddresses {
    private static final String HOSTNAME = "Hostname";

    private NodeAddresses() {}

    /**
     * The addresses a node should have: the cloud's, with the host name that the kubelet wrote where the cloud names none,
     * and in the order that the kubelet's own choice of addresses asks for.
     *
     * @throws SyncFailure when the kubelet chose an address that the cloud does not know
     */
    static List<NodeAddress> of(Node node, List<NodeAddress> cloud) {
        List<NodeAddress> addresses = new ArrayList<>(cloud);
        if (cloud.stream().noneMatch(NodeAddresses::isHostname)) {
            node.status().addresses().stream().filter(NodeAddresses::isHostname).forEach(addresses::add);
        }
        return preferring(node, addresses);
    }

    private static boolean isHostname(NodeAddress address) {
        return address.type().equals(HOSTNAME);
    }

    /**
     * Puts the addresses first that the kubelet was told to use, and of their types leaves out all others.
     *
     * @throws SyncFailure when the cloud does not know one of them
     */
    static List<NodeAddress> preferring(Node node, List<NodeAddress> cloud) {
        String provided = node.metadata().annotations().get(Nodes.PROVIDED_NODE_IP);
        if (provided == null) {
            return cloud;
        }
        List<NodeAddress> chosen = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (InetAddress ip : parse(provided)) {
            List<NodeAddress> same = cloud.stream()
                    .filter(address -> Cidr.address(address.address()).equals(Optional.of(ip)))
                    .toList();
            if (same.isEmpty()) {
                throw new SyncFailure(
                        "failed to get node address from cloud provider that matches ip: " + ip.getHostAddress());
            }
            chosen.addAll(same);
            same.forEach(address -> types.add(address.type()));
        }
        cloud.stream().filter(address -> !types.contains(address.type())).forEach(chosen::add);
        return chosen;
    }

    /** One address, or one of each family. */
    private static List<InetAddress> parse(String annotation) {
        List<InetAddress> ips = new ArrayList<>();
        for (String text : annotation.split(",", -1)) {
            ips.add(Cidr.address(text.strip())
                    .orElseThrow(() -> unreadable(annotation, "could not parse \"" + text.strip() + "\"")));
        }
        boolean pair = ips.size() == 2 && (ips.get(0) instanceof Inet4Address) != (ips.get(1) instanceof Inet4Address);
        if (ips.size() > 1 && !pair) {
            throw unreadable(annotation, "must contain either a single IP or a dual-stack pair of IPs");
        }
        return ips;
    }

    private static SyncFailure unreadable(String annotation, String why) {
        return new SyncFailure("failed to parse node IP \"" + annotation + "\": " + why);
    }

    /** Whether two lists differ; the order counts only among addresses of one type. */
    static boolean differ(List<NodeAddress> one, List<NodeAddress> other) {
        return !byType(one).equals(byType(other));
    }

    private static Map<String, List<String>> byType(List<NodeAddress> addresses) {
        Map<String, List<String>> byType = new HashMap<>();
        addresses.forEach(address ->
                byType.computeIfAbsent(address.type(), _ -> new ArrayList<>()).add(address.address()));
        return byType;
    }
}
