package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Cluster IPs and node ports of services (pkg/registry/core/service/storage). Who has what lies in the store, so that servers
 * which share it share these. What a write took is given back when it fails; what a server that died took is found by
 * {@link ServiceRepair}. Thread-safe.
 */
public final class ServiceAllocations implements Allocations {
    private final ServicePools pools;

    public ServiceAllocations(
            ClusterIps addresses,
            PortRange nodePorts,
            SharedRange taken,
            RandomGenerator random,
            AllocatorMetrics metrics) {
        this.pools = new ServicePools(addresses, new NodePorts(nodePorts, taken, random, metrics));
    }

    /** How much of each block of addresses is taken. */
    public List<AllocatorMetrics.Use> addressUses() {
        return pools.addresses().uses();
    }

    /** How much of the range of node ports is taken. */
    public AllocatorMetrics.Use portUse() {
        return pools.ports().use();
    }

    @Override
    public Reservation begin(Struct object, Optional<Struct> old, boolean dryRun) {
        ServiceClaim claim = new ServiceClaim(dryRun ? pools.trial() : pools, old.map(Service::new));
        return new Held(claim.take(new Service(object)).struct(), claim);
    }

    @Override
    public void released(Struct object) {
        pools.free(new Service(object));
    }

    private record Held(Struct object, ServiceClaim claim) implements Reservation {
        @Override
        public void commit(Supplier<Struct> stored) {
            claim.releaseOld(new Service(stored.get()));
        }

        @Override
        public void rollback() {
            claim.undo();
        }
    }
}
