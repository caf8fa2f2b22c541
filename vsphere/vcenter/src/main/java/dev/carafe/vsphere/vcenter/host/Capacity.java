package dev.carafe.vsphere.vcenter.host;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceSummary;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ComputeResourceSummary;
import dev.carafe.vsphere.vim.vim25.HostHardwareSummary;
import dev.carafe.vsphere.vim.vim25.HostListSummaryQuickStats;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolResourceUsage;
import dev.carafe.vsphere.vim.vim25.ResourcePoolRuntimeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What hosts have and use together: CPU in MHz, memory in bytes. What is effective is of those hosts that can run machines now.
 */
record Capacity(
        int totalMhz,
        long totalMemory,
        int cores,
        int threads,
        int hosts,
        int effectiveHosts,
        int effectiveMhz,
        long effectiveMemory,
        long usedMhz,
        long usedMemory,
        ManagedEntityStatus status) {
    private static final long MB = 1 << 20;

    static Capacity of(List<HostSystemProperties> hosts) {
        int totalMhz = 0;
        long totalMemory = 0;
        int cores = 0;
        int threads = 0;
        int effectiveHosts = 0;
        int effectiveMhz = 0;
        long effectiveMemory = 0;
        long usedMhz = 0;
        long usedMemory = 0;
        ManagedEntityStatus status = hosts.isEmpty() ? ManagedEntityStatus.GRAY : ManagedEntityStatus.GREEN;
        for (HostSystemProperties host : hosts) {
            HostHardwareSummary hardware =
                    host.summary() == null ? null : host.summary().hardware();
            boolean connected = requireNonNull(host.runtime()).connectionState() == HostSystemConnectionState.CONNECTED;
            if (!connected) {
                status = ManagedEntityStatus.RED;
            }
            if (hardware == null) {
                continue;
            }
            int mhz = hardware.cpuMhz() * hardware.numCpuCores();
            totalMhz += mhz;
            totalMemory += hardware.memorySize();
            cores += hardware.numCpuCores();
            threads += hardware.numCpuThreads();
            if (connected && !host.runtime().inMaintenanceMode()) {
                effectiveHosts++;
                effectiveMhz += mhz;
                effectiveMemory += hardware.memorySize();
                HostListSummaryQuickStats stats = requireNonNull(host.summary()).quickStats();
                usedMhz += stats.overallCpuUsage() == null ? 0 : stats.overallCpuUsage();
                usedMemory += stats.overallMemoryUsage() == null ? 0 : stats.overallMemoryUsage() * MB;
            }
        }
        return new Capacity(
                totalMhz,
                totalMemory,
                cores,
                threads,
                hosts.size(),
                effectiveHosts,
                effectiveMhz,
                effectiveMemory,
                usedMhz,
                usedMemory,
                status);
    }

    /** What a compute resource says of its hosts. */
    ComputeResourceProperties onto(ComputeResourceProperties compute) {
        ComputeResourceSummary summary = summary(requireNonNull(compute.summary()));
        ComputeResourceProperties after = compute.withSummary(summary);
        return after instanceof ClusterComputeResourceProperties cluster
                        && summary instanceof ClusterComputeResourceSummary ofCluster
                ? cluster.toBuilder().summaryEx(ofCluster).build()
                : after;
    }

    private ComputeResourceSummary summary(ComputeResourceSummary before) {
        return before.withTotalCpu(totalMhz)
                .withTotalMemory(totalMemory)
                .withNumCpuCores((short) cores)
                .withNumCpuThreads((short) threads)
                .withNumHosts(hosts)
                .withNumEffectiveHosts(effectiveHosts)
                .withEffectiveCpu(effectiveMhz)
                .withEffectiveMemory(effectiveMemory / MB)
                .withOverallStatus(status);
    }

    /** What a pool says of what it divides: all of it, up to its limit. */
    ResourcePoolProperties onto(ResourcePoolProperties pool) {
        ResourceConfigSpec config = pool.config();
        Long mhz = config == null ? null : config.cpuAllocation().limit();
        Long mb = config == null ? null : config.memoryAllocation().limit();
        ResourcePoolRuntimeInfo runtime = requireNonNull(pool.runtime()).toBuilder()
                .cpu(usage(limited(effectiveMhz, mhz, 1), usedMhz))
                .memory(usage(limited(effectiveMemory, mb, MB), usedMemory))
                .build();
        return pool.withRuntime(runtime)
                .withSummary(requireNonNull(pool.summary()).withRuntime(runtime));
    }

    private static long limited(long all, @Nullable Long limit, long unit) {
        return limit == null || limit < 0 ? all : Math.min(all, limit * unit);
    }

    private static ResourcePoolResourceUsage usage(long max, long used) {
        return ResourcePoolResourceUsage.builder()
                .reservationUsed(0L)
                .reservationUsedForVm(0L)
                .unreservedForPool(max)
                .unreservedForVm(max)
                .overallUsage(Math.min(used, max))
                .maxUsage(max)
                .build();
    }
}
