package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.DisallowedMigrationDeviceAttached;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import java.util.Objects;

/** The devices that keep a running machine on its host, since hosts cannot copy their state. */
final class RunningDevices {
    private RunningDevices() {}

    /** @throws FaultException DisallowedMigrationDeviceAttached when the machine is on and has one */
    static void requireMovable(VirtualMachineProperties machine) {
        boolean on = Objects.requireNonNull(machine.runtime()).powerState() == VirtualMachinePowerState.POWERED_ON;
        if (!on || machine.config() == null) {
            return;
        }
        machine.config().hardware().device().stream()
                .filter(VirtualNVMEController.class::isInstance)
                .findFirst()
                .ifPresent(controller -> {
                    Description shown = controller.deviceInfo();
                    String sentence =
                            "A running virtual machine with an NVMe controller cannot change its host: the state of "
                                    + (shown == null ? "device " + controller.key() : shown.label())
                                    + " cannot be copied.";
                    throw DisallowedMigrationDeviceAttached.builder()
                            .fault(new LocalizedMethodFault(
                                    NotSupported.builder().build(), sentence))
                            .build()
                            .exception(sentence);
                });
    }
}
