package dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Instances;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.NotImplementedException;
import java.io.IOException;
import java.util.Optional;

/** Asks a cloud whether a node's instance exists and runs, by the second form where the cloud has it. Thread-safe. */
final class InstanceState {
    private final CloudProvider cloud;

    InstanceState(CloudProvider cloud) {
        this.cloud = cloud;
    }

    boolean exists(Node node) throws IOException {
        Optional<InstancesV2> second = cloud.instancesV2();
        if (second.isPresent()) {
            return second.get().instanceExists(node);
        }
        Instances instances = first();
        String providerID;
        try {
            providerID = providerID(instances, node);
        } catch (InstanceNotFoundException _) {
            return false;
        }
        return instances.instanceExistsByProviderID(providerID);
    }

    /** Whether the instance is shut down; false where the cloud cannot say. */
    boolean isShutdown(Node node) throws IOException {
        Optional<InstancesV2> second = cloud.instancesV2();
        if (second.isPresent()) {
            return second.get().instanceShutdown(node);
        }
        Instances instances = first();
        try {
            return instances.instanceShutdownByProviderID(providerID(instances, node));
        } catch (InstanceNotFoundException | NotImplementedException _) {
            return false;
        }
    }

    private Instances first() throws IOException {
        return cloud.instances()
                .orElseThrow(() -> new IOException("instances interface not supported in the cloud provider"));
    }

    private String providerID(Instances instances, Node node) throws IOException {
        return node.spec().providerID().isEmpty()
                ? cloud.providerName() + "://" + instances.instanceID(node.name())
                : node.spec().providerID();
    }
}
