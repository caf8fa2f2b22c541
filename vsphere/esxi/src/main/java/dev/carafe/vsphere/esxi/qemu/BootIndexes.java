package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The order in which a machine tries its devices: as it asks, then floppy drives, disks by slot, CD-ROM drives, network cards. */
final class BootIndexes {
    private final List<String> order;

    BootIndexes(VirtualMachine machine) {
        Devices devices = machine.devices();
        Set<String> names = new LinkedHashSet<>(machine.boot().order());
        add(names, devices.floppies());
        add(names, devices.disks());
        add(names, devices.cdroms());
        add(names, devices.nics());
        order = new ArrayList<>(names);
    }

    private static void add(Set<String> names, Collection<? extends Device> devices) {
        devices.stream().sorted(Comparator.comparingInt(Device::key)).forEach(device -> names.add(device.name()));
    }

    int of(Device device) {
        return 1 + order.indexOf(device.name());
    }

    /** Numbers begin at 1: 0 is what QEMU gives to a kernel that it is handed directly. */
    JsonObject add(JsonObject options, Device device) {
        return options.with("bootindex", of(device));
    }
}
