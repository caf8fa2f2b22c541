package dev.carafe.vsphere.esxi.pool;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InsufficientCpuResourcesFault;
import dev.carafe.vsphere.vim.vim25.InsufficientMemoryResourcesFault;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is promised to whom. A pool that may not grow takes its own reservation of the pool that it is in, however much is promised
 * within; one that may takes what is promised within where that is more, up to its limit. Immutable; any thread.
 */
public final class Reservations {
    /** What is promised: MHz of processors, MiB of memory. */
    public enum Resource {
        CPU,
        MEMORY
    }

    /**
     * What a machine that is on is promised.
     *
     * @param pool which it is in
     */
    public record Demand(String pool, long cpuMhz, long memoryMib) {
        long of(Resource resource) {
            return switch (resource) {
                case CPU -> cpuMhz;
                case MEMORY -> memoryMib;
            };
        }
    }

    /** All that the host has to promise. */
    public record Capacity(long cpuMhz, long memoryMib) {}

    private final PoolTree tree;
    private final Capacity capacity;
    private final Map<Resource, Map<String, Long>> byMachines = new HashMap<>();
    private final Map<Resource, Map<String, Long>> all = new HashMap<>();

    /** A machine in a pool that is not there counts as the root's. */
    public Reservations(PoolTree tree, Capacity capacity, Collection<Demand> demands) {
        this.tree = tree;
        this.capacity = capacity;
        for (Resource resource : Resource.values()) {
            Map<String, Long> machines = new HashMap<>();
            for (Demand demand : demands) {
                machines.merge(
                        tree.has(demand.pool()) ? demand.pool() : tree.root(), demand.of(resource), Math::addExact);
            }
            Map<String, Long> used = new HashMap<>(machines);
            for (Pool pool : tree.all().stream().toList().reversed()) { // children before their parents
                used.merge(pool.parent(), claim(pool, resource, used.getOrDefault(pool.id(), 0L)), Math::addExact);
            }
            byMachines.put(resource, machines);
            all.put(resource, used);
        }
    }

    private static long claim(Pool pool, Resource resource, long used) {
        ResourceAllocationInfo allocation = allocation(pool, resource);
        long own = PoolConfigs.reservation(allocation);
        return PoolConfigs.isExpandable(allocation) ? Math.max(own, used) : own;
    }

    private static ResourceAllocationInfo allocation(Pool pool, Resource resource) {
        return switch (resource) {
            case CPU -> pool.config().cpuAllocation();
            case MEMORY -> pool.config().memoryAllocation();
        };
    }

    /** How much of a pool is promised to what is in it. */
    public long used(String pool, Resource resource) {
        return all.getOrDefault(resource, Map.of()).getOrDefault(pool, 0L);
    }

    /** How much of it to machines directly in it. */
    public long usedByMachines(String pool, Resource resource) {
        return byMachines.getOrDefault(resource, Map.of()).getOrDefault(pool, 0L);
    }

    /** How much more can be promised to what is in a pool; not negative. */
    public long unreserved(String id, Resource resource) {
        Optional<Pool> pool = tree.find(id);
        long used = used(id, resource);
        if (pool.isEmpty()) {
            return Math.max(0, capacityOf(resource) - used);
        }
        ResourceAllocationInfo allocation = allocation(pool.get(), resource);
        long own = Math.max(0, PoolConfigs.reservation(allocation) - used);
        if (!PoolConfigs.isExpandable(allocation)) {
            return own;
        }
        long grown = own + unreserved(pool.get().parent(), resource);
        long limit = PoolConfigs.limit(allocation);
        return limit == PoolConfigs.UNLIMITED ? grown : Math.clamp(limit - used, 0, grown);
    }

    private long capacityOf(Resource resource) {
        return switch (resource) {
            case CPU -> capacity.cpuMhz();
            case MEMORY -> capacity.memoryMib();
        };
    }

    /** How much more is promised in a pool than can be; 0 for none. */
    private long excess(String id, Resource resource) {
        long most = tree.find(id)
                .map(pool -> {
                    ResourceAllocationInfo allocation = allocation(pool, resource);
                    long limit = PoolConfigs.limit(allocation);
                    return !PoolConfigs.isExpandable(allocation)
                            ? PoolConfigs.reservation(allocation)
                            : limit == PoolConfigs.UNLIMITED ? Long.MAX_VALUE : limit;
                })
                .orElse(capacityOf(resource));
        return Math.max(0, used(id, resource) - most);
    }

    /**
     * Refuses what promises more than there is. What is promised too much already does not hinder what makes it no worse.
     *
     * @param before how it was
     * @throws FaultException InsufficientCpuResourcesFault, InsufficientMemoryResourcesFault
     */
    public void requireRoom(Reservations before) {
        for (Resource resource : Resource.values()) {
            require(tree.root(), resource, before);
            for (Pool pool : tree.all()) {
                require(pool.id(), resource, before);
            }
        }
    }

    private void require(String pool, Resource resource, Reservations before) {
        long excess = excess(pool, resource);
        if (excess > 0 && excess > before.excess(pool, resource)) {
            long was = before.used(pool, resource);
            long requested = Math.max(excess, used(pool, resource) - was);
            throw refused(resource, Math.max(0, requested - excess), requested);
        }
    }

    private static FaultException refused(Resource resource, long unreserved, long requested) {
        return switch (resource) {
            case CPU ->
                InsufficientCpuResourcesFault.builder()
                        .unreserved(unreserved)
                        .requested(requested)
                        .build()
                        .exception("The available CPU resources in the parent resource pool are insufficient for the"
                                + " operation: " + requested + " MHz are asked for, " + unreserved
                                + " MHz are unreserved.");
            case MEMORY ->
                InsufficientMemoryResourcesFault.builder()
                        .unreserved(unreserved << 20)
                        .requested(requested << 20)
                        .build()
                        .exception("The available memory resources in the parent resource pool are insufficient for the"
                                + " operation: " + requested + " MiB are asked for, " + unreserved
                                + " MiB are unreserved.");
        };
    }
}
