package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import java.util.List;
import java.util.Map;

/**
 * What a cloud knows of one instance; empty where it knows nothing.
 *
 * @param providerID for {@code spec.providerID}, mostly {@code NAME://ID}; its form must not change
 * @param instanceType for the labels {@code node.kubernetes.io/instance-type} and the older one of beta
 * @param nodeAddresses for {@code status.addresses}
 * @param zone for the labels {@code topology.kubernetes.io/zone} and the older one of beta
 * @param region for the labels {@code topology.kubernetes.io/region} and the older one of beta
 * @param additionalLabels further labels, outside Kubernetes' own namespaces
 */
public record InstanceMetadata(
        String providerID,
        String instanceType,
        List<NodeAddress> nodeAddresses,
        String zone,
        String region,
        Map<String, String> additionalLabels) {
    public InstanceMetadata {
        nodeAddresses = List.copyOf(nodeAddresses);
        additionalLabels = Map.copyOf(additionalLabels);
    }

    public InstanceMetadata withProviderID(String id) {
        return new InstanceMetadata(id, instanceType, nodeAddresses, zone, region, additionalLabels);
    }
}
