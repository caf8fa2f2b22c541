package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCapability;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuickStats;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineStorageSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineToolsStatus;
import org.jspecify.annotations.Nullable;

/** What the API shows of a machine a second time, in short. */
public final class Summary {
    /** One for almost all: each of thousands of machines shows it. */
    private static final VirtualMachineCapability CAPABILITY = VirtualMachineCapability.builder()
            .snapshotOperationsSupported(true)
            .multipleSnapshotsSupported(true)
            .snapshotConfigSupported(true)
            .poweredOffSnapshotsSupported(true)
            .memorySnapshotsSupported(true)
            .revertToSnapshotSupported(true)
            .quiescedSnapshotsSupported(true)
            .disableSnapshotsSupported(false)
            .lockSnapshotsSupported(false)
            .consolePreferencesSupported(false)
            .cpuFeatureMaskSupported(false)
            .s1AcpiManagementSupported(true)
            .settingScreenResolutionSupported(false)
            .toolsAutoUpdateSupported(false)
            .vmNpivWwnSupported(false)
            .npivWwnOnNonRdmVmSupported(false)
            .vmNpivWwnDisableSupported(false)
            .vmNpivWwnUpdateSupported(false)
            .swapPlacementSupported(true)
            .toolsSyncTimeSupported(true)
            .virtualMmuUsageSupported(true)
            .diskSharesSupported(true)
            .bootOptionsSupported(true)
            .bootRetryOptionsSupported(true)
            .settingVideoRamSizeSupported(true)
            .settingDisplayTopologySupported(false)
            .recordReplaySupported(false)
            .changeTrackingSupported(false)
            .multipleCoresPerSocketSupported(true)
            .hostBasedReplicationSupported(false)
            .guestAutoLockSupported(true)
            .memoryReservationLockSupported(true)
            .featureRequirementSupported(false)
            .poweredOnMonitorTypeChangeSupported(false)
            .seSparseDiskSupported(false)
            .nestedHVSupported(false)
            .vPMCSupported(false)
            .secureBootSupported(true)
            .perVmEvcSupported(false)
            .build();

    private static final VirtualMachineCapability WITHOUT_MEMORY_SNAPSHOTS =
            CAPABILITY.toBuilder().memorySnapshotsSupported(false).build();

    private Summary() {}

    public static VirtualMachineSummary of(
            ManagedObjectReference<VirtualMachine> machine,
            VirtualMachineConfigInfo config,
            VirtualMachineRuntimeInfo runtime,
            GuestInfo guest,
            VirtualMachineStorageSummary storage,
            VirtualMachineQuickStats stats) {
        return VirtualMachineSummary.builder()
                .vm(machine)
                .runtime(runtime)
                .guest(VirtualMachineGuestSummary.builder()
                        .guestId(guest.guestId())
                        .guestFullName(guest.guestFullName())
                        .toolsStatus(guest.toolsStatus())
                        .toolsVersionStatus(guest.toolsVersionStatus())
                        .toolsVersionStatus2(guest.toolsVersionStatus2())
                        .toolsRunningStatus(guest.toolsRunningStatus())
                        .hostName(guest.hostName())
                        .ipAddress(guest.ipAddress())
                        .hwVersion(config.version())
                        .build())
                .config(config(config))
                .storage(storage)
                .quickStats(stats)
                .overallStatus(ManagedEntityStatus.GREEN)
                .build();
    }

    private static VirtualMachineConfigSummary config(VirtualMachineConfigInfo config) {
        long nics = config.hardware().device().stream()
                .filter(VirtualEthernetCard.class::isInstance)
                .count();
        long disks = config.hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .count();
        return VirtualMachineConfigSummary.builder()
                .name(config.name())
                .template(config.template())
                .vmPathName(
                        config.files().vmPathName() == null
                                ? ""
                                : config.files().vmPathName())
                .memorySizeMB(config.hardware().memoryMB())
                .cpuReservation(intValue(
                        config.cpuAllocation() == null
                                ? null
                                : config.cpuAllocation().reservation()))
                .memoryReservation(intValue(
                        config.memoryAllocation() == null
                                ? null
                                : config.memoryAllocation().reservation()))
                .numCpu(config.hardware().numCPU())
                .numEthernetCards((int) nics)
                .numVirtualDisks((int) disks)
                .uuid(config.uuid())
                .instanceUuid(config.instanceUuid())
                .guestId(config.guestId())
                .guestFullName(config.guestFullName())
                .annotation(config.annotation())
                .installBootRequired(false)
                .managedBy(config.managedBy())
                .tpmPresent(false)
                .numVmiopBackings(0)
                .hwVersion(config.version())
                .build();
    }

    private static int intValue(@Nullable Long value) {
        return value == null ? 0 : Math.clamp(value, 0, Integer.MAX_VALUE);
    }

    /** What is known of a guest that says nothing: that no guest agent answers. */
    public static GuestInfo silentGuest(boolean running) {
        return GuestInfo.builder()
                .toolsStatus(VirtualMachineToolsStatus.TOOLS_NOT_INSTALLED)
                .toolsVersionStatus("guestToolsNotInstalled")
                .toolsVersionStatus2("guestToolsNotInstalled")
                .toolsRunningStatus("guestToolsNotRunning")
                .guestState(running ? "running" : "notRunning")
                .appHeartbeatStatus("appStatusGray")
                .guestKernelCrashed(false)
                .appState("none")
                .guestOperationsReady(false)
                .interactiveGuestOperationsReady(false)
                .guestStateChangeSupported(false)
                .build();
    }

    /** What can be done with machines here. */
    public static VirtualMachineCapability capability() {
        return CAPABILITY;
    }

    /** What can be done with a machine that has these devices. */
    public static VirtualMachineCapability capability(Devices devices) {
        return devices.unsavable().isPresent() ? WITHOUT_MEMORY_SNAPSHOTS : CAPABILITY;
    }
}
