package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolQuickStats;
import dev.carafe.vsphere.vim.vim25.ResourcePoolResourceUsage;
import dev.carafe.vsphere.vim.vim25.ResourcePoolRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.ResourcePoolSummary;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.time.Instant;

/** The host's root resource pool in vSphere's words: all that the host has is its machines'. Pure. */
final class ResourcePoolView {
    /** What the root pool is called everywhere. */
    private static final String NAME = "Resources";

    private static final int NORMAL_CPU_SHARES = 4000;
    private static final int NORMAL_MEMORY_SHARES = 163_840;

    private ResourcePoolView() {}

    static ResourcePoolProperties.Plain of(HostModel host, Instant now) {
        ResourceConfigSpec config = ResourceConfigSpec.builder()
                .entity(HostNames.POOL)
                .lastModified(now)
                .cpuAllocation(allocation(host.facts().cpu().totalMhz(), NORMAL_CPU_SHARES))
                .memoryAllocation(allocation(host.facts().memoryBytes() >> 20, NORMAL_MEMORY_SHARES))
                .scaleDescendantsShares("disabled")
                .build();
        return used(
                Entities.common(
                        ResourcePoolProperties.Plain.class,
                        ResourcePoolProperties.builder()
                                .owner(HostNames.COMPUTE)
                                .config(config)
                                .build(),
                        HostNames.COMPUTE,
                        NAME),
                host,
                config,
                0,
                0);
    }

    /**
     * As it is when machines use so much of it.
     *
     * @param cpuMhz what machines use now
     * @param memoryBytes likewise
     */
    static ResourcePoolProperties.Plain used(
            ResourcePoolProperties.Plain before,
            HostModel host,
            ResourceConfigSpec config,
            long cpuMhz,
            long memoryBytes) {
        ResourcePoolRuntimeInfo runtime = ResourcePoolRuntimeInfo.builder()
                .cpu(usage(host.facts().cpu().totalMhz(), cpuMhz))
                .memory(usage(host.facts().memoryBytes(), memoryBytes))
                .overallStatus(ManagedEntityStatus.GREEN)
                .sharesScalable("none")
                .build();
        return before.toBuilder()
                .runtime(runtime)
                .summary(ResourcePoolSummary.builder()
                        .name(NAME)
                        .config(config)
                        .runtime(runtime)
                        .quickStats(ResourcePoolQuickStats.builder()
                                .overallCpuUsage(cpuMhz)
                                .hostMemoryUsage(memoryBytes >> 20)
                                .build())
                        .build())
                .build();
    }

    private static ResourceAllocationInfo allocation(long all, int shares) {
        return ResourceAllocationInfo.builder()
                .reservation(all)
                .limit(all)
                .expandableReservation(false)
                .shares(SharesInfo.builder()
                        .shares(shares)
                        .level(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    private static ResourcePoolResourceUsage usage(long all, long used) {
        return ResourcePoolResourceUsage.builder()
                .reservationUsed(0L)
                .reservationUsedForVm(0L)
                .unreservedForPool(all)
                .unreservedForVm(all)
                .overallUsage(used)
                .maxUsage(all)
                .build();
    }
}
