package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.esxi.pool.PoolConfigs;
import dev.carafe.vsphere.esxi.pool.PoolTree;
import dev.carafe.vsphere.esxi.pool.Reservations;
import dev.carafe.vsphere.esxi.pool.Reservations.Resource;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolQuickStats;
import dev.carafe.vsphere.vim.vim25.ResourcePoolResourceUsage;
import dev.carafe.vsphere.vim.vim25.ResourcePoolRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.ResourcePoolSummary;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The host's resource pools in vSphere's words, at one instant. Pure.
 *
 * @param capacity what the root pool has: all that the host has
 * @param used what machines directly in a pool use, by its id
 */
record ResourcePoolView(
        PoolTree tree, Reservations.Capacity capacity, Reservations reservations, Map<String, Usage> used) {
    /** What the root pool is called everywhere. */
    static final String ROOT = "Resources";

    /** What machines use: MHz and bytes. */
    record Usage(long cpuMhz, long memoryBytes) {
        static final Usage NONE = new Usage(0, 0);

        Usage plus(Usage other) {
            return new Usage(cpuMhz + other.cpuMhz, memoryBytes + other.memoryBytes);
        }
    }

    static ResourceConfigSpec rootConfig(Reservations.Capacity capacity, Instant now) {
        return ResourceConfigSpec.builder()
                .entity(HostNames.POOL)
                .lastModified(now)
                .cpuAllocation(all(capacity.cpuMhz(), PoolConfigs.CPU_SHARES_NORMAL))
                .memoryAllocation(all(capacity.memoryMib(), PoolConfigs.MEMORY_SHARES_NORMAL))
                .scaleDescendantsShares("disabled")
                .build();
    }

    private static ResourceAllocationInfo all(long amount, int shares) {
        return ResourceAllocationInfo.builder()
                .reservation(amount)
                .limit(amount)
                .expandableReservation(false)
                .shares(SharesInfo.builder()
                        .shares(shares)
                        .level(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    ResourcePoolProperties.Plain root(ResourceConfigSpec config) {
        return onto(bare(HostNames.COMPUTE, ROOT, config), tree.root());
    }

    ResourcePoolProperties.Plain of(Pool pool) {
        ManagedObjectReference<ResourcePool> parent = Pool.reference(pool.parent());
        return onto(bare(parent, pool.name(), pool.config()), pool.id());
    }

    private static ResourcePoolProperties.Plain bare(
            ManagedObjectReference<? extends ManagedEntity> parent, String name, ResourceConfigSpec config) {
        return Entities.common(
                ResourcePoolProperties.Plain.class,
                ResourcePoolProperties.builder()
                        .owner(HostNames.COMPUTE)
                        .config(config)
                        .build(),
                parent,
                name);
    }

    /** What a pool is shown as, with what it is now. */
    ResourcePoolProperties.Plain onto(ResourcePoolProperties.Plain before, String id) {
        ResourceConfigSpec config = tree.find(id).map(Pool::config).orElse(before.config());
        if (config == null) {
            throw new IllegalStateException("a pool without settings: " + id);
        }
        String name = tree.find(id).map(Pool::name).orElse(ROOT);
        Usage usage = usage(id);
        ResourcePoolRuntimeInfo runtime = ResourcePoolRuntimeInfo.builder()
                .cpu(usage(id, Resource.CPU, 1, usage.cpuMhz()))
                .memory(usage(id, Resource.MEMORY, 1 << 20, usage.memoryBytes()))
                .overallStatus(ManagedEntityStatus.GREEN)
                .sharesScalable("none")
                .build();
        List<ManagedObjectReference<ResourcePool>> children =
                tree.children(id).stream().map(Pool::reference).toList();
        return before.toBuilder()
                .name(name)
                .parent(tree.find(id)
                        .<ManagedObjectReference<? extends ManagedEntity>>map(pool -> Pool.reference(pool.parent()))
                        .orElse(HostNames.COMPUTE))
                .config(config)
                .resourcePool(children)
                .childConfiguration(tree.children(id).stream().map(Pool::config).toList())
                .runtime(runtime)
                .summary(ResourcePoolSummary.builder()
                        .name(name)
                        .config(config)
                        .runtime(runtime)
                        .quickStats(ResourcePoolQuickStats.builder()
                                .overallCpuUsage(usage.cpuMhz())
                                .hostMemoryUsage(usage.memoryBytes() >> 20)
                                .build())
                        .build())
                .build();
    }

    /** What is used in a pool and in all below it. */
    private Usage usage(String id) {
        Usage usage = used.getOrDefault(id, Usage.NONE);
        for (Pool child : tree.children(id)) {
            usage = usage.plus(usage(child.id()));
        }
        return usage;
    }

    /** @param unit what one of the reservation's is in the usage: memory is reserved in MiB and used in bytes */
    private ResourcePoolResourceUsage usage(String id, Resource resource, long unit, long now) {
        long unreserved = reservations.unreserved(id, resource) * unit;
        return ResourcePoolResourceUsage.builder()
                .reservationUsed(reservations.used(id, resource) * unit)
                .reservationUsedForVm(reservations.usedByMachines(id, resource) * unit)
                .unreservedForPool(unreserved)
                .unreservedForVm(unreserved)
                .overallUsage(now)
                .maxUsage(most(id, resource) * unit)
                .build();
    }

    /** The least of the limits that a pool is within. */
    private long most(String id, Resource resource) {
        long most = resource == Resource.CPU ? capacity.cpuMhz() : capacity.memoryMib();
        for (Pool pool : tree.path(id)) {
            long limit = PoolConfigs.limit(
                    resource == Resource.CPU
                            ? pool.config().cpuAllocation()
                            : pool.config().memoryAllocation());
            most = limit < 0 ? most : Math.min(most, limit);
        }
        return most;
    }
}
