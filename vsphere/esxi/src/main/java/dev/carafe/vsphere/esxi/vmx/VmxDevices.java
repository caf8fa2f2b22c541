package dev.carafe.vsphere.esxi.vmx;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.Video;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Reads the devices of a {@code .vmx}. A device of a kind that no machine here has is left alone, and with it all its keys. */
final class VmxDevices {
    /** The file name that VMware's products write for a drive with nothing in it. */
    static final String EMPTY_DRIVE = "emptyBackingString";

    private static final String DEFAULT_PORT_GROUP = "VM Network";

    private final VmxValues values;
    private final UUID biosUuid;
    private final DiskCapacities capacities;
    private final Set<String> named = new TreeSet<>();
    private final List<Controller> controllers = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();
    private final List<Cdrom> cdroms = new ArrayList<>();

    private VmxDevices(VmxValues values, VmxFile file, UUID biosUuid, DiskCapacities capacities) {
        this.values = values;
        this.biosUuid = biosUuid;
        this.capacities = capacities;
        file.settings().keySet().forEach(key -> VmxKeys.device(key).ifPresent(named::add));
    }

    static Devices read(VmxValues values, VmxFile file, UUID biosUuid, DiskCapacities capacities) throws IOException {
        VmxDevices devices = new VmxDevices(values, file, biosUuid, capacities);
        for (BusFamily family : BusFamily.values()) {
            for (int bus = 0; bus < family.busesMax(); bus++) {
                devices.readBus(family, bus);
            }
        }
        int videoBytes = (int) values.number("svga.vramSize", Video.DEFAULT.ramKib() * 1024L, 0, 1 << 30);
        return new Devices(
                devices.controllers,
                devices.disks,
                devices.cdroms,
                devices.nics(),
                new VmxPeripherals(values, devices.named).read(),
                new Video(videoBytes / 1024));
    }

    private void readBus(BusFamily family, int bus) throws IOException {
        String name = family.prefix() + bus;
        boolean present = is(name);
        if (!present && family != BusFamily.IDE) {
            return;
        }
        int before = disks.size() + cdroms.size();
        for (int unit = 0; unit < family.unitsMax(); unit++) {
            readSlot(new Slot(family, bus, unit));
        }
        if (present || disks.size() + cdroms.size() > before) {
            controllers.add(new Controller(controllerType(family, name), bus));
        }
    }

    private ControllerType controllerType(BusFamily family, String name) throws CorruptVmxException {
        return switch (family) {
            case IDE -> ControllerType.IDE;
            case SATA -> ControllerType.AHCI;
            case NVME -> ControllerType.NVME;
            case SCSI -> {
                Optional<String> virtualDev = values.text(name + ".virtualDev");
                Optional<ControllerType> type = virtualDev.isEmpty()
                        ? Optional.of(ControllerType.BUS_LOGIC)
                        : ControllerType.scsi(virtualDev.get());
                yield type.orElseThrow(() -> values.wrong(name + ".virtualDev", "is no kind of SCSI controller"));
            }
        };
    }

    private void readSlot(Slot slot) throws IOException {
        String name = slot.name();
        if (!is(name)) {
            return;
        }
        String type = values.text(name + ".deviceType").orElse("disk").toLowerCase(Locale.ROOT);
        if (type.endsWith("disk")) {
            String fileName = values.text(name + ".fileName")
                    .orElseThrow(() -> values.wrong(name + ".present", "is a disk, but it has no fileName"));
            String mode = values.text(name + ".mode").orElse(DiskMode.PERSISTENT.value());
            DiskMode diskMode =
                    DiskMode.of(mode).orElseThrow(() -> values.wrong(name + ".mode", "is no mode of a disk"));
            disks.add(new Disk(slot, fileName, capacities.bytesOf(fileName), diskMode));
        } else if (type.contains("cdrom")) {
            Optional<String> image = values.text(name + ".fileName")
                    .filter(file -> type.equals("cdrom-image") && !file.equalsIgnoreCase(EMPTY_DRIVE));
            values.text(name + ".clientDevice");
            values.text(name + ".autodetect");
            cdroms.add(new Cdrom(slot, image, values.flag(name + ".startConnected", true)));
        }
    }

    private List<Nic> nics() throws CorruptVmxException {
        List<Nic> nics = new ArrayList<>();
        for (int index = 0; index < Nic.MAX; index++) {
            String name = "ethernet" + index;
            if (is(name)) {
                String virtualDev = values.text(name + ".virtualDev").orElse("e1000");
                NicType type = NicType.of(virtualDev)
                        .orElseThrow(() -> values.wrong(name + ".virtualDev", "is no kind of network card"));
                nics.add(new Nic(
                        index,
                        type,
                        mac(name, index),
                        values.text(name + ".networkName").orElse(DEFAULT_PORT_GROUP),
                        values.flag(name + ".startConnected", true)));
            }
        }
        return nics;
    }

    private MacAddress mac(String name, int index) throws CorruptVmxException {
        Optional<String> fixed = values.text(name + ".address");
        Optional<String> generated = values.text(name + ".generatedAddress");
        values.text(name + ".generatedAddressOffset");
        values.text(name + ".checkMACAddress");
        boolean isFixed = values.text(name + ".addressType").orElse("generated").equalsIgnoreCase("static");
        String key = name + (isFixed ? ".address" : ".generatedAddress");
        Optional<String> text = isFixed ? fixed : generated;
        if (text.isEmpty()) {
            return MacAddress.generated(biosUuid, index);
        }
        return MacAddress.parse(text.get()).orElseThrow(() -> values.wrong(key, "is no address of a network card"));
    }

    /** Whether a device is there; one that is not leaves its keys to the extra config. */
    private boolean is(String name) throws CorruptVmxException {
        return values.isPresent(named, name);
    }
}
