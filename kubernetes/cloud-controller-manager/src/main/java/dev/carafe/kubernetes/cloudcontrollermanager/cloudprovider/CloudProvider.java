package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.client.controller.ControllerContext;
import java.util.List;
import java.util.Optional;

/**
 * A cloud (upstream's {@code cloudprovider.Interface}). What it does not support is empty, and the controllers that need it
 * are then not started.
 */
public interface CloudProvider {
    /**
     * Called each time before the controllers start. The provider may start tasks of its own here; what shall end with the
     * controllers goes to {@link ControllerContext#keep}. Informers asked for here are started with the others.
     */
    default void initialize(ControllerContext context) {}

    /** Load balancers for services. */
    default Optional<LoadBalancer> loadBalancer() {
        return Optional.empty();
    }

    /** Instances, of the first form. */
    default Optional<Instances> instances() {
        return Optional.empty();
    }

    /** Instances, with fewer calls to the cloud; where it is there, {@link #instances} and {@link #zones} are not asked. */
    default Optional<InstancesV2> instancesV2() {
        return Optional.empty();
    }

    /** Zones; asked only with {@link #instances}. */
    default Optional<Zones> zones() {
        return Optional.empty();
    }

    /** Clusters of containers. */
    default Optional<Clusters> clusters() {
        return Optional.empty();
    }

    /** Routes to nodes' pods. */
    default Optional<Routes> routes() {
        return Optional.empty();
    }

    /** The name before {@code ://} in a node's providerID. */
    String providerName();

    /** Whether a cluster's ID is required and set. */
    boolean hasClusterID();

    /** Controllers of the provider's own, which run beside the four and can be named in {@code --controllers}. */
    default List<ControllerInitializer> controllerInitializers() {
        return List.of();
    }
}
