package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;
import java.util.List;

/** Clusters of containers. */
public interface Clusters {
    /** The names of the clusters that there are. */
    List<String> listClusters() throws IOException;

    /** The address, name or number, of a cluster's master. */
    String master(String clusterName) throws IOException;
}
