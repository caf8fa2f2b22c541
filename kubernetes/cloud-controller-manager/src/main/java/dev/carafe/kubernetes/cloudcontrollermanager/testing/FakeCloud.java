package dev.carafe.kubernetes.cloudcontrollermanager.testing;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.ControllerInitializer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.LoadBalancer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Routes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cloud in memory whose instances are known by nodes' names, with load balancers and routes. It does what it is told, and
 * fails where it was told to. Thread-safe.
 */
public final class FakeCloud implements CloudProvider, InstancesV2 {
    private final Map<String, InstanceMetadata> instances = new ConcurrentHashMap<>();
    private final Set<String> shutDown = ConcurrentHashMap.newKeySet();
    private final FakeLoadBalancer balancer = new FakeLoadBalancer();
    private final FakeRoutes routes = new FakeRoutes();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final List<ControllerInitializer> own = new CopyOnWriteArrayList<>();
    private final List<Consumer<ControllerContext>> onInitialize = new CopyOnWriteArrayList<>();

    /** An instance exists, and this is what is known of it. */
    public void given(String nodeName, InstanceMetadata metadata) {
        instances.put(nodeName, metadata);
    }

    /** An instance is no more. */
    public void remove(String nodeName) {
        instances.remove(nodeName);
        shutDown.remove(nodeName);
    }

    public void shutDown(String nodeName) {
        shutDown.add(nodeName);
    }

    public void powerOn(String nodeName) {
        shutDown.remove(nodeName);
    }

    /** Makes every question about instances fail; null ends that. */
    public void failInstances(@Nullable IOException with) {
        failure.set(with);
    }

    /** Adds a controller of the cloud's own. */
    public void give(ControllerInitializer initializer) {
        own.add(initializer);
    }

    /** Runs something each time the cloud is initialised. */
    public void onInitialize(Consumer<ControllerContext> action) {
        onInitialize.add(action);
    }

    public FakeLoadBalancer balancer() {
        return balancer;
    }

    public FakeRoutes fakeRoutes() {
        return routes;
    }

    @Override
    public void initialize(ControllerContext context) {
        onInitialize.forEach(action -> action.accept(context));
    }

    @Override
    public Optional<InstancesV2> instancesV2() {
        return Optional.of(this);
    }

    @Override
    public Optional<LoadBalancer> loadBalancer() {
        return Optional.of(balancer);
    }

    @Override
    public Optional<Routes> routes() {
        return Optional.of(routes);
    }

    @Override
    public List<ControllerInitializer> controllerInitializers() {
        return new ArrayList<>(own);
    }

    @Override
    public String providerName() {
        return "fake";
    }

    @Override
    public boolean hasClusterID() {
        return true;
    }

    @Override
    public boolean instanceExists(Node node) throws IOException {
        failIfTold();
        return instances.containsKey(node.name());
    }

    @Override
    public boolean instanceShutdown(Node node) throws IOException {
        failIfTold();
        return shutDown.contains(node.name());
    }

    @Override
    public Optional<InstanceMetadata> instanceMetadata(Node node) throws IOException {
        failIfTold();
        InstanceMetadata metadata = instances.get(node.name());
        if (metadata == null) {
            throw new InstanceNotFoundException();
        }
        return Optional.of(metadata);
    }

    private void failIfTold() throws IOException {
        IOException told = failure.get();
        if (told != null) {
            throw told;
        }
    }
}
