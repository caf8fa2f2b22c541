package dev.carafe.kubernetes.cloudcontrollermanager.node;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Instances;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.NotImplementedException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zones;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a cloud for a node's instance, by the second form where the cloud has it, else by the first. Thread-safe. */
final class InstanceLookup {
    private static final Logger LOG = System.getLogger(InstanceLookup.class.getName());

    private final CloudProvider cloud;

    InstanceLookup(CloudProvider cloud) {
        this.cloud = cloud;
    }

    /**
     * All that the cloud knows of a node.
     *
     * @return empty where the cloud wants the node left alone
     * @throws IOException when the cloud fails, or knows no providerID for a node that has none: once the taint is gone it
     *     could never be set again
     */
    Optional<InstanceMetadata> metadata(Node node) throws IOException {
        Optional<InstancesV2> second = cloud.instancesV2();
        if (second.isEmpty()) {
            return Optional.of(metadata(node, first()));
        }
        Optional<InstanceMetadata> found = second.get().instanceMetadata(node);
        if (found.isEmpty() || !found.get().providerID().isEmpty()) {
            return found;
        }
        if (node.spec().providerID().isEmpty()) {
            throw new IOException("cloud provider does not set node provider ID for node " + node.name());
        }
        return Optional.of(found.get().withProviderID(node.spec().providerID()));
    }

    /** The addresses alone, which by the first form costs fewer calls; empty as above. */
    Optional<List<NodeAddress>> addresses(Node node) throws IOException {
        Optional<InstancesV2> second = cloud.instancesV2();
        return second.isPresent()
                ? second.get().instanceMetadata(node).map(InstanceMetadata::nodeAddresses)
                : Optional.of(addresses(first(), node.spec().providerID(), node.name()));
    }

    private Instances first() throws IOException {
        return cloud.instances().orElseThrow(() -> new IOException("failed to get instances from cloud provider"));
    }

    private InstanceMetadata metadata(Node node, Instances instances) throws IOException {
        String providerID = node.spec().providerID().isEmpty()
                ? providerID(instances, node.name())
                : node.spec().providerID();
        List<NodeAddress> addresses = addresses(instances, providerID, node.name());
        String type = either(
                () -> instances.instanceTypeByProviderID(providerID),
                () -> instances.instanceType(node.name()),
                "InstanceType: Error fetching by providerID: %s Error fetching by NodeName: %s");
        Optional<Zones> zones = cloud.zones();
        Zone zone = zones.isPresent() ? zone(zones.get(), providerID, node.name()) : new Zone("", "");
        return new InstanceMetadata(providerID, type, addresses, zone.failureDomain(), zone.region(), Map.of());
    }

    private static Zone zone(Zones zones, String providerID, String nodeName) throws IOException {
        try {
            return either(
                    () -> zones.getZoneByProviderID(providerID),
                    () -> zones.getZoneByNodeName(nodeName),
                    "Zone: Error fetching by providerID: %s Error fetching by NodeName: %s");
        } catch (IOException e) {
            throw new IOException("failed to get zone from cloud provider: " + e.getMessage(), e);
        }
    }

    /** The providerID of a node that has none yet; empty where the cloud has no such IDs. */
    private String providerID(Instances instances, String nodeName) throws IOException {
        try {
            return cloud.providerName() + "://" + instances.instanceID(nodeName);
        } catch (NotImplementedException _) {
            LOG.log(
                    Level.WARNING,
                    "cloud provider does not set node provider ID, using node name to discover node {0}",
                    nodeName);
            return "";
        } catch (InstanceNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("failed to get instance ID from cloud provider: " + e.getMessage(), e);
        }
    }

    private static List<NodeAddress> addresses(Instances instances, String providerID, String nodeName)
            throws IOException {
        return either(
                () -> instances.nodeAddressesByProviderID(providerID),
                () -> instances.nodeAddresses(nodeName),
                "error fetching node by provider ID: %s, and error by node name: %s");
    }

    /** A question to the cloud. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    /** @param wording what is said when both fail, with a place for each failure */
    private static <T> T either(Question<T> first, Question<T> second, String wording) throws IOException {
        try {
            return first.ask();
        } catch (IOException e) {
            try {
                return second.ask();
            } catch (IOException e2) {
                throw new IOException(wording.formatted(e.getMessage(), e2.getMessage()), e2);
            }
        }
    }
}
