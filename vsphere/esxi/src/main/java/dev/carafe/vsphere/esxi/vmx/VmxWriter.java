package dev.carafe.vsphere.esxi.vmx;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes a machine into its {@code .vmx}. What the machine does not say stays as it was; a device that is gone takes its keys along. */
public final class VmxWriter {
    /** What says how to read the file; no setting of a machine. */
    private static final Set<String> FORMAT = Set.of(".encoding", "config.version");

    private final VirtualMachine machine;
    private final VmxFile before;
    private final VmxFile.Builder file;

    private VmxWriter(VirtualMachine machine, VmxFile before) {
        this.machine = machine;
        this.before = before;
        this.file = before.toBuilder();
    }

    /**
     * The file for a machine.
     *
     * @param before the file as it is; {@link VmxFile#EMPTY} for a new machine
     */
    public static VmxFile write(VirtualMachine machine, VmxFile before) {
        VmxWriter writer = new VmxWriter(machine, before);
        writer.header();
        writer.extraConfig();
        writer.identity();
        writer.processorsAndMemory();
        writer.devices();
        writer.boot();
        return writer.file.build();
    }

    /** Before the hardware, so that a setting of that name never stands for what is written after it. */
    private void extraConfig() {
        Map<String, String> extra = machine.extraConfig().values();
        Set<String> keys = extra.keySet().stream().map(VmxWriter::lower).collect(Collectors.toSet());
        Set<String> was = Set.of();
        Set<String> devicesBefore = Set.of();
        try {
            VirtualMachine read = VmxReader.read(before, _ -> 0);
            was = read.extraConfig().values().keySet().stream()
                    .map(VmxWriter::lower)
                    .collect(Collectors.toSet());
            devicesBefore = read.devices().stream().map(Device::name).collect(Collectors.toSet());
        } catch (IOException corrupt) {
            // Then nobody was shown an extra config that a key could be missing from.
        }
        Set<String> known = devicesBefore;
        Set<String> shown = was;
        Set<String> devices = machine.devices().stream().map(Device::name).collect(Collectors.toSet());
        // Devices that are not modelled here stay, by the word of the file that had them.
        Predicate<String> isOfAbsentDevice = key -> VmxKeys.device(key)
                .filter(device -> !devices.contains(device))
                .filter(device -> known.contains(device)
                        || before.get(device + ".present").isEmpty())
                .isPresent();
        file.removeIf(key -> isOfAbsentDevice.test(key) || (shown.contains(lower(key)) && !keys.contains(lower(key))));
        extra.forEach((key, value) -> {
            if (VmxText.isKey(key) && !isOfAbsentDevice.test(key) && !FORMAT.contains(lower(key))) {
                file.set(key, value);
            }
        });
    }

    private void header() {
        set(".encoding", "UTF-8");
        if (!before.settings().isEmpty()) {
            return;
        }
        set("config.version", "8");
        set("virtualHW.version", String.valueOf(machine.identity().hardwareVersion()));
        // Without these bridges VMware's own hypervisor has no slot for PCI Express devices.
        set("pciBridge0.present", "TRUE");
        for (int bridge = 4; bridge < 8; bridge++) {
            set("pciBridge" + bridge + ".present", "TRUE");
            set("pciBridge" + bridge + ".virtualDev", "pcieRootPort");
            set("pciBridge" + bridge + ".functions", "8");
        }
        set("vmci0.present", "TRUE");
        set("hpet0.present", "TRUE");
        set("svga.present", "TRUE");
    }

    private void identity() {
        Identity identity = machine.identity();
        set("virtualHW.version", String.valueOf(identity.hardwareVersion()));
        set("displayName", identity.name());
        set("guestOS", GuestOs.toVmx(identity.guestId()));
        setUnless("annotation", identity.annotation(), identity.annotation().isEmpty());
        set("uuid.bios", BiosUuid.text(identity.biosUuid()));
        if (before.get("uuid.location").isEmpty()) {
            set("uuid.location", BiosUuid.text(identity.biosUuid()));
        }
        set("vc.uuid", BiosUuid.text(identity.instanceUuid()));
        set("firmware", machine.firmware().value());
    }

    private void processorsAndMemory() {
        Cpus cpus = machine.cpus();
        set("memsize", String.valueOf(machine.memory().sizeMib()));
        setFlagUnless("mem.hotadd", machine.memory().hotAdd());
        List<Long> added = machine.memory().addedMib();
        setUnless(
                VmxReader.ADDED_MEMORY,
                added.stream().map(String::valueOf).collect(Collectors.joining(",")),
                added.isEmpty());
        set("numvcpus", String.valueOf(cpus.count()));
        setUnless("cpuid.coresPerSocket", String.valueOf(cpus.coresPerSocket()), cpus.coresPerSocket() == 1);
        setFlagUnless("vcpu.hotadd", cpus.hotAdd());
        Set<String> extra = machine.extraConfig().values().keySet().stream()
                .map(VmxWriter::lower)
                .collect(Collectors.toSet());
        if (!extra.contains("sched.cpu.shares")) {
            setUnless("sched.cpu.shares", String.valueOf(cpus.shares()), cpus.shares() == cpus.count() * 1000);
        }
        if (!extra.contains("sched.cpu.max")) {
            setUnless("sched.cpu.max", String.valueOf(cpus.limitMhz()), cpus.limitMhz() < 0);
        }
    }

    private void devices() {
        machine.devices().stream().forEach(device -> {
            switch (device) {
                case Controller controller -> controller(controller);
                case Disk disk -> disk(disk);
                case Cdrom cdrom -> cdrom(cdrom);
                case Nic nic -> nic(nic);
                case SerialPort _, Floppy _, UsbController _, PrecisionClock _ -> {} // below
                case Video video ->
                    setUnless("svga.vramSize", String.valueOf(video.ramKib() * 1024L), video.equals(Video.DEFAULT));
            }
        });
        VmxPeripherals.write(machine.devices().peripherals(), (key, value) -> setUnless(key, value, value.isEmpty()));
    }

    private void controller(Controller controller) {
        set(controller.name() + ".present", "TRUE");
        String virtualDev = controller.type().virtualDev();
        setUnless(controller.name() + ".virtualDev", virtualDev, virtualDev.isEmpty());
    }

    private void disk(Disk disk) {
        String name = disk.name();
        set(name + ".present", "TRUE");
        set(name + ".deviceType", deviceType(disk.slot()));
        set(name + ".fileName", disk.fileName());
        set(name + ".mode", disk.mode().value().replace('_', '-'));
    }

    private static String deviceType(Slot slot) {
        return switch (slot.family()) {
            case SCSI -> "scsi-hardDisk";
            case IDE -> "ata-hardDisk";
            case SATA, NVME -> "disk";
        };
    }

    private void cdrom(Cdrom cdrom) {
        String name = cdrom.name();
        boolean empty = cdrom.isoFileName().isEmpty();
        set(name + ".present", "TRUE");
        set(name + ".deviceType", empty ? "atapi-cdrom" : "cdrom-image");
        setUnless(name + ".clientDevice", "TRUE", !empty);
        set(name + ".fileName", cdrom.isoFileName().orElse(VmxDevices.EMPTY_DRIVE));
        set(name + ".startConnected", flag(cdrom.startConnected()));
    }

    private void nic(Nic nic) {
        String name = nic.name();
        set(name + ".present", "TRUE");
        set(name + ".virtualDev", nic.type().virtualDev());
        set(name + ".networkName", nic.portGroup());
        set(name + ".startConnected", flag(nic.startConnected()));
        String mac = nic.mac().toString();
        boolean ofVcenter = before.get(name + ".addressType").orElse("").equalsIgnoreCase("vpx")
                && before.get(name + ".generatedAddress").orElse("").equalsIgnoreCase(mac);
        boolean generated = ofVcenter
                || nic.mac().equals(MacAddress.generated(machine.identity().biosUuid(), nic.index()));
        set(name + ".addressType", ofVcenter ? "vpx" : generated ? "generated" : "static");
        setUnless(name + ".generatedAddress", mac, !generated);
        setUnless(name + ".generatedAddressOffset", String.valueOf(10 * nic.index()), !generated || ofVcenter);
        setUnless(name + ".address", mac, generated);
        // VMware's hypervisor takes other fixed addresses than those of its own range only when told so.
        setUnless(name + ".checkMACAddress", "FALSE", generated || mac.startsWith("00:50:56:"));
    }

    private void boot() {
        BootOptions boot = machine.boot();
        List<String> kinds = new ArrayList<>();
        Set<String> disks = machine.devices().disks().stream().map(Disk::name).collect(Collectors.toSet());
        Set<String> cdroms =
                machine.devices().cdroms().stream().map(Cdrom::name).collect(Collectors.toSet());
        for (String name : boot.order()) {
            kinds.add(
                    disks.contains(name)
                            ? "hdd"
                            : cdroms.contains(name) ? "cdrom" : name.startsWith("floppy") ? "floppy" : name);
        }
        String hdds = boot.order().stream().filter(disks::contains).collect(Collectors.joining(","));
        setUnless("bios.bootOrder", kinds.stream().distinct().collect(Collectors.joining(",")), kinds.isEmpty());
        setUnless("bios.hddOrder", hdds, hdds.isEmpty());
        setUnless("bios.bootDelay", String.valueOf(boot.delayMs()), boot.delayMs() == 0);
        setFlagUnless("bios.forceSetupOnce", boot.enterSetup());
        setUnless(
                "uefi.secureBoot.enabled",
                flag(boot.secureBoot()),
                machine.firmware() == Firmware.BIOS || !boot.secureBoot());
    }

    private void set(String key, String value) {
        file.set(key, value);
    }

    private void setFlagUnless(String key, boolean value) {
        setUnless(key, "TRUE", !value);
    }

    /** A value that is VMware's default is not written. */
    private void setUnless(String key, String value, boolean isDefault) {
        if (isDefault) {
            file.remove(key);
        } else {
            file.set(key, value);
        }
    }

    private static String flag(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
