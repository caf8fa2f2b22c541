package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.vim.vim25.ManagedByInfo;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ToolsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineAffinityInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineDefaultPowerOpInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFlagInfo;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a config spec goes into a machine's extra config. */
final class SettingsReader {
    /** What a key in a {@code .vmx} can be. */
    private static final Pattern KEY = Pattern.compile("[\\w.:/\\-+@#$%&*()\\[\\]{}~^!?;,<>|]{1,512}");

    private static final int VALUE_MAX = 1 << 20;
    private static final int KEYS_MAX = 4096;

    private SettingsReader() {}

    static ExtraConfig apply(VirtualMachineConfigSpec spec, ExtraConfig before) {
        Settings settings = Settings.of(before);
        extraConfig(spec.extraConfig(), settings);
        allocations(spec, settings);
        tools(spec.tools(), settings);
        powerOperations(spec.powerOpInfo(), settings);
        flags(spec.flags(), settings);
        VirtualMachineBootOptions boot = spec.bootOptions();
        if (boot != null) {
            settings.set(Settings.BOOT_RETRY, boot.bootRetryEnabled())
                    .set(Settings.BOOT_RETRY_DELAY, boot.bootRetryDelay());
        }
        ManagedByInfo managedBy = spec.managedBy();
        if (managedBy != null) {
            settings.set(Settings.MANAGED_BY, managedBy.extensionKey()).set(Settings.MANAGED_BY_TYPE, managedBy.type());
        }
        ExtraConfig after = settings.set(Settings.ALTERNATE_NAME, spec.alternateGuestName())
                .set(Settings.CPU_HOT_REMOVE, spec.cpuHotRemoveEnabled())
                .set(Settings.SWAP_PLACEMENT, spec.swapPlacement())
                .set(Settings.NESTED, spec.nestedHVEnabled())
                .set(Settings.VPMC, spec.vPMCEnabled())
                .set(Settings.MKS_MAX, spec.maxMksConnections())
                .set(Settings.AUTO_LOCK, spec.guestAutoLockEnabled())
                .set(Settings.CHANGE_TRACKING, spec.changeTrackingEnabled())
                .set(Settings.MESSAGE_BUS, spec.messageBusTunnelEnabled())
                .set(Settings.MIGRATE_ENCRYPTION, spec.migrateEncryption())
                .set(Settings.MEMORY_PINNED, spec.memoryReservationLockedToMax())
                .set(Settings.REBOOT_POWER_OFF, spec.rebootPowerOff())
                .toExtraConfig();
        if (after.values().size() > KEYS_MAX) {
            throw Faults.invalidArgument("configSpec.extraConfig", "there are more than " + KEYS_MAX + " keys");
        }
        return after;
    }

    /** Keys that the spec has fields for are left out without a word, as upstream does. */
    private static void extraConfig(List<OptionValue> options, Settings settings) {
        for (int index = 0; index < options.size(); index++) {
            String key = options.get(index).key();
            Object value = options.get(index).value();
            String text = value == null ? "" : value.toString();
            if (!KEY.matcher(key).matches()) {
                throw Faults.invalidArgument("configSpec.extraConfig[" + index + "].key", "'" + key + "' is no key");
            }
            if (text.length() > VALUE_MAX) {
                throw Faults.invalidArgument(
                        "configSpec.extraConfig[" + index + "].value",
                        "it is longer than " + VALUE_MAX + " characters");
            }
            if (!Settings.isOwn(key)) {
                settings.set(key, text);
            }
        }
    }

    private static void allocations(VirtualMachineConfigSpec spec, Settings settings) {
        if (spec.numCPUs() != null) {
            settings.set(Settings.CPU_SHARES, "");
        }
        ResourceAllocationInfo cpu = spec.cpuAllocation();
        if (cpu != null) {
            settings.set(Settings.CPU_RESERVATION, cpu.reservation())
                    .set(Settings.CPU_SHARES, cpu.shares() == null ? null : "")
                    .set(Settings.CPU_LIMIT, cpu.limit() == null ? null : "");
        }
        ResourceAllocationInfo memory = spec.memoryAllocation();
        if (memory != null) {
            settings.set(Settings.MEMORY_RESERVATION, memory.reservation()).set(Settings.MEMORY_LIMIT, memory.limit());
            if (memory.shares() != null) {
                settings.set(Settings.MEMORY_SHARES, Allocations.sharesText(memory.shares()));
            }
        }
        VirtualMachineAffinityInfo affinity = spec.cpuAffinity();
        if (affinity != null) {
            settings.set(
                    Settings.CPU_AFFINITY,
                    affinity.affinitySet().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        if (spec.latencySensitivity() != null) {
            settings.set(Settings.LATENCY, spec.latencySensitivity().level().wire());
        }
    }

    private static void tools(@Nullable ToolsConfigInfo tools, Settings settings) {
        if (tools != null) {
            settings.set(Settings.TOOLS_AFTER_POWER_ON, tools.afterPowerOn())
                    .set(Settings.TOOLS_AFTER_RESUME, tools.afterResume())
                    .set(Settings.TOOLS_BEFORE_STANDBY, tools.beforeGuestStandby())
                    .set(Settings.TOOLS_BEFORE_SHUTDOWN, tools.beforeGuestShutdown())
                    .set(Settings.TOOLS_BEFORE_REBOOT, tools.beforeGuestReboot())
                    .set(Settings.TOOLS_POLICY, tools.toolsUpgradePolicy())
                    .set(Settings.TOOLS_SYNC_TIME, tools.syncTimeWithHost())
                    .set(Settings.TOOLS_SYNC_TIME_ALLOWED, tools.syncTimeWithHostAllowed());
        }
    }

    private static void powerOperations(@Nullable VirtualMachineDefaultPowerOpInfo operations, Settings settings) {
        if (operations != null) {
            settings.set(Settings.POWER_OFF, operations.powerOffType())
                    .set(Settings.SUSPEND, operations.suspendType())
                    .set(Settings.RESET, operations.resetType())
                    .set(Settings.STANDBY, operations.standbyAction());
        }
    }

    private static void flags(@Nullable VirtualMachineFlagInfo flags, Settings settings) {
        if (flags != null) {
            settings.set(Settings.NO_ACCELERATION, flags.disableAcceleration())
                    .set(Settings.LOGGING, flags.enableLogging())
                    .set(Settings.SNAPSHOTS_DISABLED, flags.snapshotDisabled())
                    .set(Settings.SNAPSHOTS_LOCKED, flags.snapshotLocked())
                    .set(Settings.DISK_UUID, flags.diskUuidEnabled())
                    .set(Settings.VIRTUAL_MMU, flags.virtualMmuUsage())
                    .set(Settings.VIRTUAL_EXEC, flags.virtualExecUsage())
                    .set(Settings.VVTD, flags.vvtdEnabled())
                    .set(Settings.VBS, flags.vbsEnabled());
        }
    }
}
