package dev.carafe.kubernetes.controllermanager.servicecidrs;

import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import java.util.List;

/** Whether a block can go without leaving an address that is of no block. Pure. */
final class Deletion {
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String ALLOCATOR = "ipallocator.k8s.io";

    private Deletion() {}

    /** Whether an address is one that the API server gave to a service. */
    static boolean isAllocated(IPAddress address) {
        return ALLOCATOR.equals(address.metadata().labels().get(MANAGED_BY));
    }

    /** The objects one of whose blocks an address is of. */
    static List<ServiceCIDR> containing(String address, List<ServiceCIDR> all) {
        return all.stream()
                .filter(object -> Prefix.of(object.spec().cidrs()).stream().anyMatch(block -> block.gives(address)))
                .toList();
    }

    /** The objects one of whose blocks has addresses in common with one of an object's. */
    static List<ServiceCIDR> overlapping(ServiceCIDR object, List<ServiceCIDR> all) {
        List<Prefix> own = Prefix.of(object.spec().cidrs());
        return all.stream()
                .filter(other -> Prefix.of(other.spec().cidrs()).stream()
                        .anyMatch(block -> own.stream().anyMatch(block::overlaps)))
                .toList();
    }

    /**
     * Whether an object can go.
     *
     * @param all the cluster's, the object itself among them
     * @param addresses the cluster's
     */
    static boolean isSafe(ServiceCIDR object, List<ServiceCIDR> all, List<IPAddress> addresses) {
        List<Prefix> own = Prefix.of(object.spec().cidrs());
        boolean covered = own.stream()
                .allMatch(block -> all.stream()
                        .filter(other -> !other.name().equals(object.name()))
                        .anyMatch(other ->
                                Prefix.of(other.spec().cidrs()).stream().anyMatch(larger -> larger.contains(block))));
        return covered
                || addresses.stream()
                        .filter(Deletion::isAllocated)
                        .filter(address -> own.stream().anyMatch(block -> block.gives(address.name())))
                        .noneMatch(address -> containing(address.name(), all).size() == 1);
    }
}
