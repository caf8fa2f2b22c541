package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import java.io.IOException;
import java.util.List;

/**
 * Sets of instances. Where an instance does not exist the methods throw {@link InstanceNotFoundException}, never for one
 * that exists but is stopped or asleep.
 */
public interface Instances {
    List<NodeAddress> nodeAddresses(String nodeName) throws IOException;

    /** Never called on the node itself, so that a cloud's service for its own instances cannot be used here. */
    List<NodeAddress> nodeAddressesByProviderID(String providerID) throws IOException;

    /** The cloud's ID of an instance, what comes after {@code ://} in the providerID. */
    String instanceID(String nodeName) throws IOException;

    String instanceType(String nodeName) throws IOException;

    String instanceTypeByProviderID(String providerID) throws IOException;

    /**
     * Lets an SSH key into all instances.
     *
     * @param keyData as ssh-keygen writes it: protocol and blob
     */
    default void addSSHKeyToAllInstances(String user, String keyData) throws IOException {
        throw new NotImplementedException();
    }

    /** The name of the node that this runs on; on most clouds its host name. */
    default String currentNodeName(String hostname) throws IOException {
        return hostname;
    }

    /** Whether an instance exists, running or not; the node of one that does not is deleted at once. */
    boolean instanceExistsByProviderID(String providerID) throws IOException;

    boolean instanceShutdownByProviderID(String providerID) throws IOException;
}
