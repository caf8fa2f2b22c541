package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableCdromDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableEthernetDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableFloppyDevice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Boot options both ways; a machine names devices, the API has their keys, and of CD-ROM and floppy drives only that they are meant. */
final class BootOrder {
    private BootOrder() {}

    static BootOptions apply(@Nullable VirtualMachineBootOptions spec, BootOptions before, Devices devices) {
        List<String> kept = before.order().stream()
                .filter(name -> devices.stream().map(Device::name).anyMatch(name::equals))
                .toList();
        if (spec == null) {
            return new BootOptions(kept, before.delayMs(), before.secureBoot(), before.enterSetup());
        }
        Long delay = spec.bootDelay();
        if (delay != null && (delay < 0 || delay > BootOptions.DELAY_MAX_MS)) {
            throw Faults.invalidArgument(
                    "configSpec.bootOptions.bootDelay", delay + " ms is not between 0 and " + BootOptions.DELAY_MAX_MS);
        }
        return new BootOptions(
                spec.bootOrder().isEmpty() ? kept : names(spec.bootOrder(), devices),
                delay == null ? before.delayMs() : delay.intValue(),
                spec.efiSecureBootEnabled() == null ? before.secureBoot() : spec.efiSecureBootEnabled(),
                spec.enterBIOSSetup() == null ? before.enterSetup() : spec.enterBIOSSetup());
    }

    private static List<String> names(List<VirtualMachineBootOptionsBootableDevice> order, Devices devices) {
        Set<String> names = new LinkedHashSet<>();
        for (VirtualMachineBootOptionsBootableDevice bootable : order) {
            switch (bootable) {
                case VirtualMachineBootOptionsBootableDiskDevice disk ->
                    names.add(name(devices, disk.deviceKey(), Disk.class));
                case VirtualMachineBootOptionsBootableEthernetDevice nic ->
                    names.add(name(devices, nic.deviceKey(), Nic.class));
                case VirtualMachineBootOptionsBootableCdromDevice _ ->
                    devices.cdroms().stream().map(Cdrom::name).forEach(names::add);
                case VirtualMachineBootOptionsBootableFloppyDevice _ ->
                    devices.floppies().stream().map(Floppy::name).forEach(names::add);
                case VirtualMachineBootOptionsBootableDevice.Plain _ -> {
                    // one of no kind names nothing: alone it takes the order away, as clients of vSphere have it
                }
            }
        }
        return List.copyOf(names);
    }

    private static String name(Devices devices, int key, Class<? extends Device> kind) {
        return devices.byKey(key)
                .filter(kind::isInstance)
                .map(Device::name)
                .orElseThrow(() -> Faults.invalidArgument(
                        "configSpec.bootOptions.bootOrder", "there is no such device of the key " + key));
    }

    static VirtualMachineBootOptions of(VirtualMachine machine) {
        Settings settings = Settings.of(machine.extraConfig());
        BootOptions boot = machine.boot();
        return VirtualMachineBootOptions.builder()
                .bootDelay((long) boot.delayMs())
                .enterBIOSSetup(boot.enterSetup())
                .efiSecureBootEnabled(boot.secureBoot())
                .bootRetryEnabled(settings.flag(Settings.BOOT_RETRY, false))
                .bootRetryDelay(settings.number(Settings.BOOT_RETRY_DELAY, 10_000))
                .bootOrder(order(machine))
                .networkBootProtocol("ipv4")
                .build();
    }

    private static List<VirtualMachineBootOptionsBootableDevice> order(VirtualMachine machine) {
        List<VirtualMachineBootOptionsBootableDevice> order = new ArrayList<>();
        boolean cdrom = false;
        boolean floppy = false;
        for (String name : machine.boot().order()) {
            Device device = machine.devices().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (device instanceof Disk disk) {
                order.add(VirtualMachineBootOptionsBootableDiskDevice.builder()
                        .deviceKey(disk.key())
                        .build());
            } else if (device instanceof Nic nic) {
                order.add(VirtualMachineBootOptionsBootableEthernetDevice.builder()
                        .deviceKey(nic.key())
                        .build());
            } else if (device instanceof Cdrom && !cdrom) {
                cdrom = true;
                order.add(VirtualMachineBootOptionsBootableCdromDevice.builder().build());
            } else if (device instanceof Floppy && !floppy) {
                floppy = true;
                order.add(
                        VirtualMachineBootOptionsBootableFloppyDevice.builder().build());
            }
        }
        return List.copyOf(order);
    }
}
