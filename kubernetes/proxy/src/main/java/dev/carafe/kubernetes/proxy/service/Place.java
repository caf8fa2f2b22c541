package dev.carafe.kubernetes.proxy.service;

/**
 * Where a proxy is.
 *
 * @param node its node's name
 * @param zone its node's zone; empty where it has none
 */
public record Place(String node, String zone) {
    /** The label of nodes that names their zone. */
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";
}
