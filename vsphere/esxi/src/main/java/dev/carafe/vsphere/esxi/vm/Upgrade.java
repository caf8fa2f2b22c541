package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.ConfigOptions;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.AlreadyUpgraded;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives a machine that is off newer virtual hardware ({@code UpgradeVM_Task}). There is no way back, as upstream. */
final class Upgrade {
    private final Machine machine;

    Upgrade(Machine machine) {
        this.machine = machine;
    }

    /** @param version such as {@code vmx-21}; null for the newest */
    void run(@Nullable String version) {
        Templates.refuse(machine);
        machine.require(VirtualMachinePowerState.POWERED_OFF);
        VirtualMachine before = machine.state().hardware();
        int target = version == null || version.isEmpty() ? Identity.HARDWARE_VERSION : number(version);
        if (before.identity().hardwareVersion() >= target) {
            throw AlreadyUpgraded.builder()
                    .build()
                    .exception("The virtual hardware is already up-to-date: the machine has "
                            + ConfigOptions.key(before.identity().hardwareVersion()) + ".");
        }
        String name = ConfigOptions.key(target);
        machine.host().post(machine, "VmUpgradingEvent", Map.of("version", name));
        machine.configure(before.withIdentity(before.identity().withHardwareVersion(target)));
        machine.host().post(machine, "VmUpgradeCompleteEvent", Map.of("version", name));
    }

    private static int number(String version) {
        return ConfigOptions.version(version)
                .orElseThrow(() ->
                        Faults.notSupported("'" + version + "' is no virtual hardware of this host; the newest is "
                                + ConfigOptions.key(Identity.HARDWARE_VERSION)));
    }
}
