package dev.carafe.kubernetes.cloudcontrollermanager.node;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Nodes;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.SyncFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a node's first sight of its cloud makes of it; no I/O. Doing it twice does no more than once. */
final class NodeInitialization {
    private static final Pattern KUBERNETES_NAMESPACE = Pattern.compile("(^|\\.)(kubernetes|k8s)\\.io/");

    private NodeInitialization() {}

    /**
     * Makes sure that a node can be initialised.
     *
     * @throws SyncFailure when the kubelet chose an address that the cloud does not know
     */
    static void check(Node node, InstanceMetadata metadata) {
        try {
            NodeAddresses.preferring(node, metadata.nodeAddresses());
        } catch (SyncFailure e) {
            throw new SyncFailure("failed to get node modifiers from cloud provider: provided node ip for node \""
                    + node.name() + "\" is not valid: " + e.getMessage());
        }
    }

    /** The node with providerID and labels, and without the taint. */
    static Node initialized(Node node, InstanceMetadata metadata) {
        NodeSpec spec = node.spec();
        if (spec.providerID().isEmpty() && !metadata.providerID().isEmpty()) {
            spec = spec.withProviderID(metadata.providerID());
        }
        List<Taint> kept = spec.taints().stream()
                .filter(taint -> !taint.key().equals(Nodes.UNINITIALIZED))
                .toList();
        spec = kept.isEmpty() ? spec.withoutTaints() : spec.withTaints(kept);
        Map<String, String> labels = labels(node.metadata().labels(), metadata);
        return node.withMetadata(
                        labels.isEmpty() ? node.metadata() : node.metadata().withLabels(labels))
                .withSpec(spec);
    }

    private static Map<String, String> labels(Map<String, String> present, InstanceMetadata metadata) {
        Map<String, String> labels = new LinkedHashMap<>(present);
        labels.putAll(NodeLabels.instanceType(metadata.instanceType()));
        labels.putAll(NodeLabels.zone(metadata.zone()));
        labels.putAll(NodeLabels.region(metadata.region()));
        metadata.additionalLabels().forEach((name, value) -> {
            if (isAllowed(name)) {
                labels.putIfAbsent(name, value);
            }
        });
        return labels;
    }

    /** Whether a cloud may set a label: not in Kubernetes' own namespaces. */
    static boolean isAllowed(String label) {
        return !KUBERNETES_NAMESPACE.matcher(label).find();
    }
}
