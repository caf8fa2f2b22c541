package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpAllocator;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortAllocator;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Cluster IPs and node ports of services (pkg/registry/core/service/storage).
 *
 * <p>The pools are filled from the stored services when they are first needed. Thread-safe: one lock guards the pools; it is
 * held while the services are listed once, and never across a write.
 */
public final class ServiceAllocations implements Allocations {
    private final ObjectReader reader;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock, as is what it holds. */
    private final ServicePools pools;

    private boolean filled;

    public ServiceAllocations(ObjectReader reader, IpRange addresses, PortRange nodePorts, RandomGenerator random) {
        this.reader = reader;
        this.pools = new ServicePools(new IpAllocator(addresses, random), new PortAllocator(nodePorts, random));
    }

    @Override
    public Reservation begin(Struct object, Optional<Struct> old, boolean dryRun) {
        lock.lock();
        try {
            fill();
            ServiceClaim claim = new ServiceClaim(pools, old.map(Service::new));
            Service service = claim.take(new Service(object));
            return new Held(service.struct(), claim, dryRun);
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        if (!filled) {
            reader.list("", "services", "").forEach(service -> pools.mark(new Service(service)));
            filled = true;
        }
    }

    @Override
    public void released(Struct object) {
        locked(held -> held.free(new Service(object)));
    }

    private void locked(Consumer<ServicePools> action) {
        lock.lock();
        try {
            if (filled) { // else the list will not show what is gone
                action.accept(pools);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A reservation whose ends take the lock again. */
    private final class Held implements Reservation {
        private final Struct object;
        private final ServiceClaim claim;
        private final boolean dryRun;

        Held(Struct object, ServiceClaim claim, boolean dryRun) {
            this.object = object;
            this.claim = claim;
            this.dryRun = dryRun;
        }

        @Override
        public Struct object() {
            return object;
        }

        @Override
        public void commit(Supplier<Struct> stored) {
            locked(_ -> {
                if (dryRun) {
                    claim.undo();
                } else {
                    claim.releaseOld(new Service(stored.get()));
                }
            });
        }

        @Override
        public void rollback() {
            locked(_ -> claim.undo());
        }
    }
}
