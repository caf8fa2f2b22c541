package dev.carafe.kubernetes.cloudcontrollermanager.testing;

import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Route;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Routes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Routes in memory. Thread-safe: all state is guarded by this. */
public final class FakeRoutes implements Routes {
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private @Nullable IOException failure;

    /** A route exists. */
    public synchronized void given(Route route) {
        routes.put(route.name(), route);
    }

    /** Makes each creation fail; null ends that. */
    public synchronized void failCreations(@Nullable IOException with) {
        failure = with;
    }

    /** All routes as {@code range->node}, in the order they were made. */
    public synchronized List<String> all() {
        return routes.values().stream()
                .map(route -> route.destinationCIDR() + "->" + route.targetNode())
                .toList();
    }

    @Override
    public synchronized List<Route> listRoutes(String clusterName) {
        return List.copyOf(routes.values());
    }

    @Override
    public synchronized void createRoute(String clusterName, String nameHint, Route route) throws IOException {
        if (failure != null) {
            throw failure;
        }
        String name = nameHint + "-" + route.destinationCIDR();
        routes.put(
                name,
                new Route(
                        name, route.targetNode(), false, route.targetNodeAddresses(), route.destinationCIDR(), false));
    }

    @Override
    public synchronized void deleteRoute(String clusterName, Route route) {
        routes.remove(route.name());
    }
}
