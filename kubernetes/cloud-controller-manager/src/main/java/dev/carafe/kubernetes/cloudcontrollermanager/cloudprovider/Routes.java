package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;
import java.util.List;

/** Routes to nodes' pods. */
public interface Routes {
    /** All routes that this cluster manages. */
    List<Route> listRoutes(String clusterName) throws IOException;

    /** @param nameHint what the cloud may take into the route's name: the node's UID */
    void createRoute(String clusterName, String nameHint, Route route) throws IOException;

    /** @param route as {@link #listRoutes} gave it */
    void deleteRoute(String clusterName, Route route) throws IOException;
}
