package dev.carafe.vsphere.vcenter.placement;

import java.util.Set;

/**
 * What is to be placed.
 *
 * @param cpus how many virtual processors
 * @param memoryMb its memory
 * @param datastores ids of those that it needs
 * @param networks ids of those that it needs
 */
public record Demand(int cpus, long memoryMb, Set<String> datastores, Set<String> networks) {
    public Demand {
        datastores = Set.copyOf(datastores);
        networks = Set.copyOf(networks);
    }
}
