package dev.carafe.vsphere.vcenter.placement;

import java.util.Set;

/**
 * A host that something might go to.
 *
 * @param usable whether it is connected, on, and not in maintenance
 * @param cores how many processors a machine can have there at most
 * @param freeMhz CPU that nobody uses now
 * @param freeMemoryMb memory that nobody uses now
 * @param totalMemoryMb all memory
 * @param datastores ids of those that it can reach now
 * @param networks ids of those that it has
 */
public record Candidate(
        String hostId,
        String name,
        boolean usable,
        int cores,
        long freeMhz,
        long freeMemoryMb,
        long totalMemoryMb,
        Set<String> datastores,
        Set<String> networks) {
    public Candidate {
        datastores = Set.copyOf(datastores);
        networks = Set.copyOf(networks);
    }
}
