package dev.carafe.kubernetes.cloudcontrollermanager.route;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Route;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Routes;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Parallel;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Periodic;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.SyncFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The route controller. */
public final class RouteController implements Controller {
    private static final Logger LOG = System.getLogger(RouteController.class.getName());
    private static final String NAME = "node-route-controller";

    /** How many requests the cloud gets at a time. */
    private static final int OPERATIONS_MAX = 200;

    private final Clock clock;
    private final Routes routes;
    private final String clusterName;
    private final List<Cidr> clusterCIDRs;
    private final Duration period;
    private final ResourceClient<Node> client;
    private final EventRecorder recorder;
    private final Lister<Node> nodes;
    private @Nullable Periodic reconciliation;

    /**
     * @param clusterCIDRs the ranges of all pods
     * @param period how often routes are looked at
     */
    public RouteController(
            ControllerContext context, Routes routes, String clusterName, List<Cidr> clusterCIDRs, Duration period) {
        this.clock = context.clock();
        this.routes = routes;
        this.clusterName = clusterName;
        this.clusterCIDRs = List.copyOf(clusterCIDRs);
        this.period = period;
        this.client = context.client().of(CoreV1.NODES);
        this.recorder = context.recorder("route_controller");
        this.nodes = context.informers().informer(CoreV1.NODES).lister();
    }

    @Override
    public void start() {
        reconciliation = Periodic.start(NAME, clock, period, this::reconcileNodeRoutes);
    }

    @Override
    public void close() {
        Periodic running = reconciliation;
        if (running != null) {
            running.close();
        }
    }

    /** One look at all routes and nodes. Routes go before others come, as one may be renewed under its own name. */
    void reconcileNodeRoutes() throws InterruptedException {
        List<Route> present;
        try {
            present = routes.listRoutes(clusterName);
        } catch (IOException e) {
            throw new SyncFailure("Couldn't reconcile node routes: error listing routes: " + e.getMessage());
        }
        List<Node> all = nodes.list();
        RoutePlan plan = RoutePlan.of(all, present, clusterCIDRs);
        Parallel.forEach(NAME + " deletion", plan.deletions(), OPERATIONS_MAX, this::delete);
        Set<String> lacking = ConcurrentHashMap.newKeySet();
        Parallel.forEach(NAME + " creation", plan.creations(), OPERATIONS_MAX, creation -> {
            if (!create(creation)) {
                lacking.add(creation.node().name());
            }
        });
        List<Node> told =
                all.stream().filter(node -> plan.known().contains(node.name())).toList();
        Parallel.forEach(
                NAME + " status",
                told,
                OPERATIONS_MAX,
                node -> tell(node, !node.spec().podCIDRs().isEmpty() && !lacking.contains(node.name())));
    }

    private void delete(Route route) {
        try {
            routes.deleteRoute(clusterName, route);
            LOG.log(Level.INFO, "Deleted route {0} {1}", route.name(), route.destinationCIDR());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Could not delete route {0} {1}: {2}",
                    route.name(),
                    route.destinationCIDR(),
                    e.getMessage());
        }
    }

    /** Whether the route is there now. */
    private boolean create(RoutePlan.Creation creation) {
        Node node = creation.node();
        Route route = creation.route();
        String hint = node.metadata().uid();
        long beganNs = clock.nanoTime();
        try {
            routes.createRoute(clusterName, hint, route);
            LOG.log(Level.INFO, "Created route for node {0} {1}", node.name(), route.destinationCIDR());
            return true;
        } catch (IOException e) {
            String took = Duration.ofNanos(clock.nanoTime() - beganNs).toMillis() + "ms";
            String message = "Could not create route " + hint + " " + route.destinationCIDR() + " for node "
                    + node.name() + " after " + took + ": " + e.getMessage();
            LOG.log(Level.WARNING, message);
            recorder.event(node, EventType.WARNING, "FailedToCreateRoute", message);
            return false;
        }
    }

    private void tell(Node node, boolean routesCreated) {
        try {
            NetworkCondition.change(node, routesCreated, clock.instant())
                    .ifPresent(condition -> patch(node, condition));
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "Error updating node {0}: {1}", node.name(), e.getMessage());
        }
    }

    private void patch(Node node, NodeCondition condition) {
        Struct status = Struct.of("conditions", List.<Object>of(condition.struct()));
        client.patch("", node.name(), PatchType.STRATEGIC, Struct.of("status", status), "status", WriteOptions.DEFAULT);
    }
}
