package dev.carafe.kubernetes.cloudcontrollermanager;

import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.ControllerInitializer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.LoadBalancer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Routes;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import dev.carafe.kubernetes.cloudcontrollermanager.node.CloudNodeController;
import dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle.CloudNodeLifecycleController;
import dev.carafe.kubernetes.cloudcontrollermanager.route.RouteController;
import dev.carafe.kubernetes.cloudcontrollermanager.service.ServiceController;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The controllers by upstream's names, each with the service account whose rights upstream's bootstrap policy gives. */
final class Controllers {
    private static final Logger LOG = System.getLogger(Controllers.class.getName());
    private static final String NODE_CLIENT = "node-controller"; // of both node controllers, as upstream
    private static final int CIDRS_MAX = 2;

    private final Config config;
    private final CloudProvider cloud;
    private final ControllerSelection selection;
    private final List<Cidr> clusterCIDRs;

    /** @throws IllegalArgumentException when the configuration cannot be followed with this provider */
    Controllers(Config config, CloudProvider cloud) {
        this.config = config;
        this.cloud = cloud;
        Set<String> known = new LinkedHashSet<>(ControllerSelection.NAMES);
        cloud.controllerInitializers().forEach(each -> known.add(each.name()));
        this.selection = new ControllerSelection(config.controllers(), known);
        this.clusterCIDRs = makesRoutes() ? clusterCIDRs(config.clusterCIDR()) : List.of();
    }

    private boolean makesRoutes() {
        return selection.isEnabled(ControllerSelection.NODE_ROUTE)
                && config.configureCloudRoutes()
                && cloud.routes().isPresent();
    }

    private static List<Cidr> clusterCIDRs(String text) {
        List<Cidr> ranges = Cidr.parseAll(text);
        if (ranges.size() > 1 && ranges.stream().map(Cidr::isV6).distinct().count() == 1) {
            throw new IllegalArgumentException("len of ClusterCIDRs==" + ranges.size()
                    + " and they are not configured as dual stack (at least one from each IPFamily)");
        }
        if (ranges.size() > CIDRS_MAX) {
            throw new IllegalArgumentException(
                    "length of clusterCIDRs is:" + ranges.size() + " more than max allowed of " + CIDRS_MAX);
        }
        return ranges;
    }

    /** Makes those that the configuration asks for and the provider has a use for. */
    List<Controller> make(ControllerContext context) {
        List<Controller> made = new ArrayList<>();
        if (isWanted(ControllerSelection.CLOUD_NODE) && hasInstances(ControllerSelection.CLOUD_NODE)) {
            made.add(new CloudNodeController(
                    context.as(NODE_CLIENT),
                    cloud,
                    config.nodeStatusUpdateFrequency(),
                    config.concurrentNodeSyncs(),
                    config.concurrentNodeStatusUpdates()));
        }
        if (isWanted(ControllerSelection.CLOUD_NODE_LIFECYCLE)
                && hasInstances(ControllerSelection.CLOUD_NODE_LIFECYCLE)) {
            made.add(new CloudNodeLifecycleController(context.as(NODE_CLIENT), cloud, config.nodeMonitorPeriod()));
        }
        if (isWanted(ControllerSelection.SERVICE_LB)) {
            addServiceController(made, context);
        }
        if (isWanted(ControllerSelection.NODE_ROUTE)) {
            addRouteController(made, context);
        }
        for (ControllerInitializer own : cloud.controllerInitializers()) {
            if (isWanted(own.name())) {
                made.add(own.maker().apply(context.as(own.clientName())));
            }
        }
        return made;
    }

    private void addServiceController(List<Controller> made, ControllerContext context) {
        Optional<LoadBalancer> balancer = cloud.loadBalancer();
        if (balancer.isEmpty()) {
            skipped(ControllerSelection.SERVICE_LB, "the cloud provider does not support external load balancers");
            return;
        }
        made.add(new ServiceController(
                context.as("service-controller"),
                balancer.get(),
                config.clusterName(),
                config.concurrentServiceSyncs()));
    }

    private void addRouteController(List<Controller> made, ControllerContext context) {
        Optional<Routes> routes = cloud.routes();
        if (!config.configureCloudRoutes()) {
            skipped(ControllerSelection.NODE_ROUTE, "--configure-cloud-routes is false");
        } else if (routes.isEmpty()) {
            skipped(
                    ControllerSelection.NODE_ROUTE,
                    "--configure-cloud-routes is set, but cloud provider does not support routes");
        } else {
            made.add(new RouteController(
                    context.as("route-controller"),
                    routes.get(),
                    config.clusterName(),
                    clusterCIDRs,
                    config.routeReconciliationPeriod()));
        }
    }

    private boolean isWanted(String controller) {
        boolean wanted = selection.isEnabled(controller);
        if (!wanted) {
            skipped(controller, "it is disabled");
        }
        return wanted;
    }

    private boolean hasInstances(String controller) {
        boolean has = cloud.instances().isPresent() || cloud.instancesV2().isPresent();
        if (!has) {
            skipped(controller, "cloud provider does not support instances");
        }
        return has;
    }

    private static void skipped(String controller, String why) {
        LOG.log(Level.INFO, "{0} does not run: {1}", controller, why);
    }
}
