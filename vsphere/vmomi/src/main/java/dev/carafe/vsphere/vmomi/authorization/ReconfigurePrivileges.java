package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What it takes to give a machine another configuration: it depends on what of it is changed. */
final class ReconfigurePrivileges {
    private static final String SETTINGS = "VirtualMachine.Config.Settings";

    private ReconfigurePrivileges() {}

    static Set<String> of(@Nullable Object spec) {
        Set<String> needs = new LinkedHashSet<>();
        if (!(spec instanceof VirtualMachineConfigSpec config)) {
            needs.add(SETTINGS);
            return needs;
        }
        add(needs, "VirtualMachine.Config.Rename", config.name() != null);
        add(needs, "VirtualMachine.Config.Annotation", config.annotation() != null);
        add(needs, "VirtualMachine.Config.CPUCount", config.numCPUs() != null || config.numCoresPerSocket() != null);
        add(needs, "VirtualMachine.Config.Memory", config.memoryMB() != null);
        add(
                needs,
                "VirtualMachine.Config.Resource",
                config.cpuAllocation() != null
                        || config.memoryAllocation() != null
                        || config.latencySensitivity() != null
                        || config.cpuAffinity() != null);
        add(needs, "VirtualMachine.Config.AdvancedConfig", !config.extraConfig().isEmpty());
        add(needs, "VirtualMachine.Config.ChangeTracking", config.changeTrackingEnabled() != null);
        add(needs, "VirtualMachine.Config.SwapPlacement", config.swapPlacement() != null);
        add(needs, "VirtualMachine.Config.ManagedBy", config.managedBy() != null);
        for (VirtualDeviceConfigSpec change : config.deviceChange()) {
            needs.add(device(change));
        }
        if (needs.isEmpty()) {
            needs.add(SETTINGS);
        }
        return needs;
    }

    private static void add(Set<String> needs, String privilege, boolean asked) {
        if (asked) {
            needs.add(privilege);
        }
    }

    private static String device(VirtualDeviceConfigSpec change) {
        boolean disk = change.device() instanceof VirtualDisk;
        if (change.operation() == VirtualDeviceConfigSpecOperation.ADD) {
            if (!disk) {
                return "VirtualMachine.Config.AddRemoveDevice";
            }
            return change.fileOperation() == VirtualDeviceConfigSpecFileOperation.CREATE
                    ? "VirtualMachine.Config.AddNewDisk"
                    : "VirtualMachine.Config.AddExistingDisk";
        }
        if (change.operation() == VirtualDeviceConfigSpecOperation.REMOVE) {
            return disk ? "VirtualMachine.Config.RemoveDisk" : "VirtualMachine.Config.AddRemoveDevice";
        }
        return disk ? "VirtualMachine.Config.DiskExtend" : "VirtualMachine.Config.EditDevice";
    }
}
