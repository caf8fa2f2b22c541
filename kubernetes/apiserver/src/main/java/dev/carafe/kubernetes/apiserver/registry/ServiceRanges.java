package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The blocks that services' addresses are of: those of all {@code ServiceCIDR} objects of the cluster's family, which may
 * overlap (pkg/registry/core/service/ipallocator/cidrallocator.go). Until the object of the server's own block is known and says
 * whether it is ready, that block counts as one that is: the first service, the cluster's own, needs an address of it, and is made
 * as soon as the object has been. Thread-safe.
 */
final class ServiceRanges {
    private static final String GROUP = "networking.k8s.io";
    private static final String RESOURCE = "servicecidrs";
    private static final String OWN = "kubernetes";

    private final ObjectReader reader;
    private final IpRange own;

    /** The blocks beside a server's own one. */
    ServiceRanges(ObjectReader reader, IpRange own) {
        this.reader = reader;
        this.own = own;
    }

    /** The family of all blocks, {@code IPv4} or {@code IPv6}. */
    String family() {
        return own.family();
    }

    /** The server's own block. */
    IpRange own() {
        return own;
    }

    /** The blocks that addresses are given from: none of those that are about to go. */
    List<IpRange> ready() {
        return of(ServiceRanges::isReady);
    }

    /** Whether an address is of any block, ready or not. */
    boolean contains(String address) {
        return contains(of(_ -> true), address);
    }

    /** Whether an address may be given. */
    boolean gives(String address) {
        return contains(ready(), address);
    }

    private static boolean contains(List<IpRange> ranges, String address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isReady(ServiceCIDR object) {
        return !isGoing(object) && says(object, condition -> condition.status().equals("True"));
    }

    private static boolean isGoing(ServiceCIDR object) {
        return object.metadata().hasDeletionTimestamp();
    }

    private static boolean says(ServiceCIDR object, Predicate<Condition> what) {
        return object.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Ready") && what.test(condition));
    }

    private List<IpRange> of(Predicate<ServiceCIDR> wanted) {
        List<IpRange> ranges = new ArrayList<>();
        boolean known = false;
        for (var tree : reader.list(GROUP, RESOURCE, "")) {
            ServiceCIDR object = new ServiceCIDR(tree);
            known |= object.name().equals(OWN) && (isGoing(object) || says(object, _ -> true));
            if (wanted.test(object)) {
                object.spec().cidrs().stream()
                        .filter(IpRange::isAllocatable) // what another server took may be more than this one reads
                        .map(IpRange::parse)
                        .filter(range -> range.family().equals(own.family()) && !ranges.contains(range))
                        .forEach(ranges::add);
            }
        }
        if (!known && !ranges.contains(own)) {
            ranges.addFirst(own);
        }
        return ranges;
    }
}
