package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableCdromDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableEthernetDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableFloppyDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The order in which a machine's devices are tried for booting. Of CD-ROM and floppy drives the API says only that they are tried, not
 * which; of disks and network adapters it names each. Immutable; no I/O.
 *
 * @param devices as {@code config.bootOptions.bootOrder} has them
 */
public record BootOrder(List<VirtualMachineBootOptionsBootableDevice> devices) {
    public BootOrder {
        devices = List.copyOf(devices);
    }

    /** The server's own order again: one device of no kind, as govc sends it. */
    public static BootOrder byDefault() {
        return new BootOrder(
                List.of(VirtualMachineBootOptionsBootableDevice.builder().build()));
    }

    /**
     * The order that these words mean, as those of {@code govc device.boot -order}.
     *
     * @param names kinds ({@code disk}, {@code ethernet}, {@code cdrom}, {@code floppy}), which mean all such devices in their order, or
     *     names of single devices such as {@code disk-1000-0}
     * @throws IllegalArgumentException when the machine has no such device, or it boots nothing
     */
    public static BootOrder of(DeviceList present, String... names) {
        List<VirtualMachineBootOptionsBootableDevice> order = new ArrayList<>();
        for (String name : names) {
            List<VirtualDevice> named = present.all().stream()
                    .filter(device -> present.kind(device).equals(name)
                            || present.name(device).equals(name))
                    .toList();
            if (named.isEmpty()) {
                throw new IllegalArgumentException("the machine has no device '" + name + "' to boot from");
            }
            for (VirtualDevice device : named) {
                VirtualMachineBootOptionsBootableDevice bootable = bootable(device)
                        .orElseThrow(() -> new IllegalArgumentException("no machine boots from '" + name + "'"));
                if (!order.contains(bootable)) {
                    order.add(bootable);
                }
            }
        }
        return new BootOrder(order);
    }

    /** The devices of a machine that are tried, first to last; all drives of a kind where the order names the kind. */
    public List<VirtualDevice> select(DeviceList present) {
        List<VirtualDevice> selected = new ArrayList<>();
        for (VirtualMachineBootOptionsBootableDevice each : devices) {
            present.all().stream()
                    .filter(device -> bootable(device).filter(each::equals).isPresent())
                    .forEach(selected::add);
        }
        return List.copyOf(selected);
    }

    /** A spec that changes the order alone. */
    public VirtualMachineConfigSpec spec() {
        return VirtualMachineConfigSpec.builder()
                .bootOptions(
                        VirtualMachineBootOptions.builder().bootOrder(devices).build())
                .build();
    }

    private static Optional<VirtualMachineBootOptionsBootableDevice> bootable(VirtualDevice device) {
        return Optional.ofNullable(
                switch (device) {
                    case VirtualDisk disk -> new VirtualMachineBootOptionsBootableDiskDevice(disk.key());
                    case VirtualEthernetCard card -> new VirtualMachineBootOptionsBootableEthernetDevice(card.key());
                    case VirtualCdrom _ -> new VirtualMachineBootOptionsBootableCdromDevice();
                    case VirtualFloppy _ -> new VirtualMachineBootOptionsBootableFloppyDevice();
                    default -> null;
                });
    }
}
