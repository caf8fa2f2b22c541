package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.Slot;
import java.util.Locale;
import java.util.Optional;

/**
 * The options of QEMU's devices, the same for {@code -device} and for {@code device_add}. A device's id is {@code dev} and its key.
 */
public final class DeviceOptions {
    /** The ports of an AHCI controller in QEMU; a vSphere controller of 30 ports is several of these. */
    static final int AHCI_PORTS = 6;
    /** The PCI slot of the first SCSI controller; the others follow. */
    static final int SCSI_SLOT = 4;
    /**
     * The first of the addresses on a SAS controller: a registered name (NAA 5) of VMware's. QEMU gives a drive the address 0 unless it
     * is told another, and Linux's driver ({@code mptsas_setup_wide_ports}) takes no notice of what is at 0.
     */
    private static final long SAS_ADDRESS = 0x5000_c290_0000_0000L;

    private DeviceOptions() {}

    /** QEMU's id for a device. */
    public static String id(int deviceKey) {
        return "dev" + deviceKey;
    }

    /** Where a guest finds a SCSI controller on its PCI bus. */
    public static String scsiPciAddress(int bus) {
        return "0000:00:0" + (SCSI_SLOT + bus) + ".0";
    }

    /** QEMU's id for what a network card is plugged into. */
    public static String netdev(int deviceKey) {
        return "net" + deviceKey;
    }

    /** The slot for a network card that a machine with these devices has; there are some more than cards, for adding more. */
    static String nicPort(int index) {
        return "nic-port-" + index;
    }

    /** How many slots for network cards a machine is started with. */
    static int nicPorts(Devices devices) {
        int used = devices.nics().stream().mapToInt(Nic::index).max().orElse(-1) + 1;
        return Math.min(Nic.MAX, used + 4);
    }

    /**
     * A network card.
     *
     * @param plugged whether there is a {@link #tap} for it
     */
    public static JsonObject nic(Nic nic, boolean plugged) {
        String driver = switch (nic.type()) {
            case VMXNET3 -> "vmxnet3";
            case E1000 -> "e1000";
            case E1000E -> "e1000e";
            case VIRTIO -> "virtio-net-pci";
        };
        JsonObject options = JsonObject.of("driver", driver)
                .with("id", id(nic.key()))
                .with("mac", nic.mac().toString())
                .with("bus", nicPort(nic.index()));
        return plugged ? options.with("netdev", netdev(nic.key())) : options;
    }

    /** What a network card is plugged into: a tap device that is there already. */
    public static JsonObject tap(int deviceKey, String tap) {
        return JsonObject.of("type", "tap")
                .with("id", netdev(deviceKey))
                .with("ifname", tap)
                .with("script", "no")
                .with("downscript", "no");
    }

    /**
     * A disk.
     *
     * @param node the block node with its content
     */
    public static JsonObject disk(Devices devices, Disk disk, String node) throws UnsupportedHardwareException {
        Slot slot = disk.slot();
        JsonObject options = switch (slot.family()) {
            case SCSI ->
                onScsi(devices, disk.name(), slot, "scsi-hd")
                        .with("vendor", "VMware")
                        .with("product", "Virtual disk");
            case SATA -> onSata(slot, "ide-hd").with("model", "VMware Virtual SATA Hard Drive");
            case IDE -> onIde(slot, "ide-hd").with("model", "VMware Virtual IDE Hard Drive");
            case NVME ->
                JsonObject.of("driver", "nvme-ns")
                        .with("bus", "nvme" + slot.bus())
                        .with("nsid", slot.unit() + 1);
        };
        return options.with("id", id(disk.key())).with("drive", node);
    }

    /** A CD-ROM drive without its image. */
    public static JsonObject cdrom(Devices devices, Cdrom cdrom) throws UnsupportedHardwareException {
        Slot slot = cdrom.slot();
        JsonObject options = switch (slot.family()) {
            case SCSI -> onScsi(devices, cdrom.name(), slot, "scsi-cd");
            case SATA -> onSata(slot, "ide-cd");
            case IDE -> onIde(slot, "ide-cd");
            case NVME ->
                throw new UnsupportedHardwareException(cdrom.name(), cdrom.key(), "no CD-ROM drive is on NVMe");
        };
        return options.with("id", id(cdrom.key()));
    }

    private static JsonObject onScsi(Devices devices, String name, Slot slot, String driver)
            throws UnsupportedHardwareException {
        Optional<Controller> controller = devices.controllers().stream()
                .filter(each -> each.key() == slot.controllerKey())
                .findFirst();
        int unitsMax = controller.map(DeviceOptions::unitsMax).orElse(0);
        if (slot.unit() >= unitsMax) {
            throw new UnsupportedHardwareException(
                    name,
                    slot.deviceKey(),
                    "this kind of controller has units 0 to " + (unitsMax - 1)
                            + " here; use a PVSCSI controller for more");
        }
        JsonObject options = JsonObject.of("driver", driver)
                .with("bus", "scsi" + slot.bus() + ".0")
                .with("scsi-id", slot.unit());
        boolean sas = controller
                .filter(each -> each.type() == ControllerType.LSI_LOGIC_SAS)
                .isPresent();
        return sas ? options.with("wwn", SAS_ADDRESS + slot.deviceKey()) : options;
    }

    /** How many targets QEMU's model of a SCSI controller has. */
    private static int unitsMax(Controller controller) {
        return switch (controller.type()) {
            case PVSCSI -> 16;
            case LSI_LOGIC_SAS -> 8;
            case LSI_LOGIC, BUS_LOGIC -> 7;
            case IDE, AHCI, NVME -> 0;
        };
    }

    private static JsonObject onSata(Slot slot, String driver) {
        return JsonObject.of("driver", driver)
                .with("bus", ahci(slot.bus(), slot.unit() / AHCI_PORTS) + "." + slot.unit() % AHCI_PORTS);
    }

    private static JsonObject onIde(Slot slot, String driver) {
        return JsonObject.of("driver", driver).with("bus", "ide." + slot.bus()).with("unit", slot.unit());
    }

    /** The id of the part of a SATA controller that has ports {@code part * 6} and on. */
    static String ahci(int bus, int part) {
        return String.format(Locale.ROOT, "sata%d-%d", bus, part);
    }
}
