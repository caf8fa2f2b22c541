package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.LatencySensitivity;
import dev.carafe.vsphere.vim.vim25.LatencySensitivitySensitivityLevel;
import dev.carafe.vsphere.vim.vim25.ManagedByInfo;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.ToolsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualHardware;
import dev.carafe.vsphere.vim.vim25.VirtualMachineAffinityInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfoDatastoreUrlPair;
import dev.carafe.vsphere.vim.vim25.VirtualMachineDefaultPowerOpInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFlagInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine as {@code config} shows it, with what an ESXi host gives where nobody set anything. */
public final class ConfigInfo {
    private static final int MKS_MAX = 40;

    private ConfigInfo() {}

    public static VirtualMachineConfigInfo of(VirtualMachine machine, MachineFacts facts, HardwareView view) {
        Identity identity = machine.identity();
        Settings settings = Settings.of(machine.extraConfig());
        long createdMicros = settings.number(Settings.CREATE_DATE, 0);
        String managedBy = settings.text(Settings.MANAGED_BY, "");
        boolean memoryHotAdd = machine.memory().hotAdd();
        return VirtualMachineConfigInfo.builder()
                .changeVersion(facts.changeVersion())
                .modified(facts.modified())
                .name(identity.name())
                .guestFullName(GuestOs.fullName(identity.guestId()))
                .version(hardwareVersion(machine))
                .uuid(identity.biosUuid().toString())
                .createDate(createdMicros > 0 ? Instant.ofEpochMilli(createdMicros / 1000) : null)
                .instanceUuid(identity.instanceUuid().toString())
                .npivTemporaryDisabled(true)
                .template(facts.template())
                .guestId(identity.guestId())
                .alternateGuestName(settings.text(Settings.ALTERNATE_NAME, ""))
                .annotation(identity.annotation())
                .files(files(facts))
                .tools(tools(settings))
                .flags(flags(settings))
                .defaultPowerOps(powerOperations(settings))
                .rebootPowerOff(settings.flag(Settings.REBOOT_POWER_OFF, false))
                .hardware(VirtualHardware.builder()
                        .numCPU(machine.cpus().count())
                        .numCoresPerSocket(machine.cpus().coresPerSocket())
                        .autoCoresPerSocket(false)
                        .memoryMB((int) machine.memory().sizeMib())
                        .virtualICH7MPresent(false)
                        .virtualSMCPresent(false)
                        .device(VirtualDevices.of(machine, view))
                        .motherboardLayout("i440bxHostBridge")
                        .simultaneousThreads(1)
                        .build())
                .cpuAllocation(Allocations.cpu(machine))
                .memoryAllocation(Allocations.memory(machine))
                .latencySensitivity(
                        LatencySensitivity.builder().level(latency(settings)).build())
                .memoryHotAddEnabled(memoryHotAdd)
                .cpuHotAddEnabled(machine.cpus().hotAdd())
                .cpuHotRemoveEnabled(settings.flag(Settings.CPU_HOT_REMOVE, false))
                .hotPlugMemoryLimit(memoryHotAdd ? machine.memory().maxMib() : null)
                .hotPlugMemoryIncrementSize(memoryHotAdd ? (long) Memory.HOT_ADD_STEP_MIB : null)
                .cpuAffinity(affinity(settings))
                .extraConfig(extraConfig(machine, facts))
                .datastoreUrl(facts.datastores().stream()
                        .map(datastore ->
                                new VirtualMachineConfigInfoDatastoreUrlPair(datastore.name(), datastore.url()))
                        .toList())
                .swapPlacement(settings.text(Settings.SWAP_PLACEMENT, "inherit"))
                .bootOptions(BootOrder.of(machine))
                .vAssertsEnabled(false)
                .changeTrackingEnabled(settings.flag(Settings.CHANGE_TRACKING, false))
                .firmware(machine.firmware() == Firmware.EFI ? "efi" : "bios")
                .maxMksConnections((int) settings.number(Settings.MKS_MAX, MKS_MAX))
                .guestAutoLockEnabled(settings.flag(Settings.AUTO_LOCK, true))
                .managedBy(
                        managedBy.isEmpty()
                                ? null
                                : ManagedByInfo.builder()
                                        .extensionKey(managedBy)
                                        .type(settings.text(Settings.MANAGED_BY_TYPE, ""))
                                        .build())
                .memoryReservationLockedToMax(settings.flag(Settings.MEMORY_PINNED, false))
                .nestedHVEnabled(settings.flag(Settings.NESTED, false))
                .vPMCEnabled(settings.flag(Settings.VPMC, false))
                .messageBusTunnelEnabled(settings.flag(Settings.MESSAGE_BUS, false))
                .migrateEncryption(settings.text(Settings.MIGRATE_ENCRYPTION, "opportunistic"))
                .build();
    }

    static String hardwareVersion(VirtualMachine machine) {
        int version = machine.identity().hardwareVersion();
        return (version < 10 ? "vmx-0" : "vmx-") + version;
    }

    /** Where a machine's files are: all in its folder. */
    static VirtualMachineFileInfo files(MachineFacts facts) {
        String folder = facts.folder();
        return VirtualMachineFileInfo.builder()
                .vmPathName(facts.vmxPath())
                .snapshotDirectory(folder)
                .suspendDirectory(folder)
                .logDirectory(folder)
                .build();
    }

    private static ToolsConfigInfo tools(Settings settings) {
        return ToolsConfigInfo.builder()
                .toolsVersion(0)
                .afterPowerOn(settings.flag(Settings.TOOLS_AFTER_POWER_ON, true))
                .afterResume(settings.flag(Settings.TOOLS_AFTER_RESUME, true))
                .beforeGuestStandby(settings.flag(Settings.TOOLS_BEFORE_STANDBY, true))
                .beforeGuestShutdown(settings.flag(Settings.TOOLS_BEFORE_SHUTDOWN, true))
                .beforeGuestReboot(settings.flag(Settings.TOOLS_BEFORE_REBOOT, true))
                .toolsUpgradePolicy(settings.text(Settings.TOOLS_POLICY, "manual"))
                .syncTimeWithHostAllowed(settings.flag(Settings.TOOLS_SYNC_TIME_ALLOWED, true))
                .syncTimeWithHost(settings.flag(Settings.TOOLS_SYNC_TIME, false))
                .build();
    }

    private static VirtualMachineFlagInfo flags(Settings settings) {
        return VirtualMachineFlagInfo.builder()
                .disableAcceleration(settings.flag(Settings.NO_ACCELERATION, false))
                .enableLogging(settings.flag(Settings.LOGGING, true))
                .useToe(false)
                .runWithDebugInfo(false)
                .monitorType("release")
                .htSharing("any")
                .snapshotDisabled(settings.flag(Settings.SNAPSHOTS_DISABLED, false))
                .snapshotLocked(settings.flag(Settings.SNAPSHOTS_LOCKED, false))
                .diskUuidEnabled(settings.flag(Settings.DISK_UUID, false))
                .virtualMmuUsage(settings.text(Settings.VIRTUAL_MMU, "automatic"))
                .virtualExecUsage(settings.text(Settings.VIRTUAL_EXEC, "hvAuto"))
                .snapshotPowerOffBehavior("powerOff")
                .recordReplayEnabled(false)
                .faultToleranceType("unset")
                .cbrcCacheEnabled(false)
                .vvtdEnabled(settings.flag(Settings.VVTD, false))
                .vbsEnabled(settings.flag(Settings.VBS, false))
                .build();
    }

    private static VirtualMachineDefaultPowerOpInfo powerOperations(Settings settings) {
        return VirtualMachineDefaultPowerOpInfo.builder()
                .powerOffType(settings.text(Settings.POWER_OFF, "soft"))
                .suspendType(settings.text(Settings.SUSPEND, "hard"))
                .resetType(settings.text(Settings.RESET, "soft"))
                .defaultPowerOffType("soft")
                .defaultSuspendType("hard")
                .defaultResetType("soft")
                .standbyAction(settings.text(Settings.STANDBY, "checkpoint"))
                .build();
    }

    private static LatencySensitivitySensitivityLevel latency(Settings settings) {
        String wire = settings.text(Settings.LATENCY, "normal");
        for (LatencySensitivitySensitivityLevel level : LatencySensitivitySensitivityLevel.values()) {
            if (level != LatencySensitivitySensitivityLevel.UNRECOGNIZED
                    && level.wire().equals(wire)) {
                return level;
            }
        }
        return LatencySensitivitySensitivityLevel.NORMAL;
    }

    private static @Nullable VirtualMachineAffinityInfo affinity(Settings settings) {
        String text = settings.text(Settings.CPU_AFFINITY, "");
        if (text.isEmpty()) {
            return null;
        }
        List<Integer> processors = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.matches("\\d{1,4}")) {
                processors.add(Integer.valueOf(part));
            }
        }
        return processors.isEmpty()
                ? null
                : VirtualMachineAffinityInfo.builder().affinitySet(processors).build();
    }

    /** Of what the {@code .vmx} of every machine says some is shown, as upstream does: clients count on there being something. */
    private static List<OptionValue> extraConfig(VirtualMachine machine, MachineFacts facts) {
        List<OptionValue> shown = new ArrayList<>();
        shown.add(option("nvram", facts.baseName() + ".nvram"));
        shown.add(option("pciBridge0.present", "TRUE"));
        shown.add(option("svga.present", "TRUE"));
        machine.extraConfig().values().forEach((key, value) -> {
            if (!Settings.isOwn(key)) {
                shown.add(option(key, value));
            }
        });
        return List.copyOf(shown);
    }

    private static OptionValue option(String key, String value) {
        return OptionValue.builder().key(key).value(value).build();
    }
}
