package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.api.core.v1.Node;
import java.io.IOException;
import java.util.Optional;

/** Instances, found by a node's providerID or, where it has none, by its name. */
public interface InstancesV2 {
    /** Whether the instance exists, running or not. */
    boolean instanceExists(Node node) throws IOException;

    boolean instanceShutdown(Node node) throws IOException;

    /** What the cloud knows of the instance; empty leaves the node as it is. */
    Optional<InstanceMetadata> instanceMetadata(Node node) throws IOException;
}
