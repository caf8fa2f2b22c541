package dev.carafe.vsphere.esxi.testing;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Example machines. */
public final class Machines {
    public static final UUID UUID_A = UUID.fromString("42001122-3344-5566-7788-99aabbccddee");

    private Machines() {}

    public static MacAddress mac(String text) {
        return MacAddress.parse(text).orElseThrow();
    }

    /** One processor, 128 MiB, a disk on PVSCSI, a VMXNET3 card. */
    public static VirtualMachine small() {
        Devices devices = new Devices(
                List.of(new Controller(ControllerType.PVSCSI, 0)),
                List.of(new Disk(new Slot(BusFamily.SCSI, 0, 0), "web.vmdk", 64 << 20, DiskMode.PERSISTENT)),
                List.of(),
                List.of(new Nic(
                        0,
                        NicType.VMXNET3,
                        MacAddress.parse("00:0c:29:aa:bb:cc").orElseThrow(),
                        "VM Network",
                        true)),
                Peripherals.NONE,
                Video.DEFAULT);
        return with(devices);
    }

    /** The small machine without any device. */
    public static VirtualMachine bare() {
        return with(Devices.NONE);
    }

    private static VirtualMachine with(Devices devices) {
        return new VirtualMachine(
                new Identity(
                        "web",
                        UUID_A,
                        UUID.fromString("50001122-3344-5566-7788-99aabbccddee"),
                        "debian12_64Guest",
                        Identity.HARDWARE_VERSION,
                        ""),
                Firmware.BIOS,
                Cpus.of(1),
                Memory.ofMib(128),
                devices,
                BootOptions.DEFAULT,
                new ExtraConfig(Map.of("guestinfo.hello", "world, and more")));
    }
}
