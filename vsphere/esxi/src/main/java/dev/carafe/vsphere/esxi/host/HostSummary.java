package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.vim25.HostConfigSummary;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostListSummaryQuickStats;
import dev.carafe.vsphere.vim.vim25.HostRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemPowerState;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;

/** A host in a few words. Pure. */
final class HostSummary {
    private HostSummary() {}

    static HostRuntimeInfo runtime(HostModel host, boolean inMaintenance) {
        return HostRuntimeInfo.builder()
                .connectionState(HostSystemConnectionState.CONNECTED)
                .powerState(HostSystemPowerState.POWERED_ON)
                .standbyMode("none")
                .inMaintenanceMode(inMaintenance)
                .inQuarantineMode(false)
                .bootTime(host.facts().bootTime().orElse(null))
                .cryptoState("incapable")
                .build();
    }

    static HostListSummary of(HostModel host, HostRuntimeInfo runtime, HostListSummaryQuickStats quickStats) {
        return HostListSummary.builder()
                .host(HostNames.HOST)
                .hardware(HostHardware.summary(host))
                .runtime(runtime)
                .config(HostConfigSummary.builder()
                        .name(host.name())
                        .port(host.port())
                        .sslThumbprint(host.certificate().thumbprint())
                        .product(host.about())
                        .vmotionEnabled(false)
                        .faultToleranceEnabled(false)
                        .build())
                .quickStats(quickStats)
                .overallStatus(ManagedEntityStatus.GREEN)
                .rebootRequired(false)
                .build();
    }

    static HostListSummaryQuickStats quickStats(HostUsage usage) {
        return HostListSummaryQuickStats.builder()
                .overallCpuUsage(usage.cpuMhz())
                .overallMemoryUsage((int) (usage.memoryBytes() >> 20))
                .uptime(usage.uptimeSeconds())
                .build();
    }
}
