package dev.carafe.vsphere.esxi.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds QEMU's arguments. The machine is started paused ({@code -S}), so that whoever starts it can plug in its cables first; a
 * guest that shuts down leaves QEMU standing in the state {@code shutdown}, so that this can be told from a QEMU that
 * crashed even by an agent that was away. A guest's reboot resets the machine in place.
 *
 * <p>{@code vmport} is off: QEMU's emulation of VMware's port knows no RPC, and a guest that finds the port expects one.
 */
public final class QemuCommandLine {
    /** How much memory TCG may use for translated code, in MiB. */
    public static final int TB_SIZE_MIB = 64;
    /** The longest path of a unix socket, in bytes ({@code sockaddr_un}). */
    static final int SOCKET_PATH_MAX = 107;
    /** The longest name in fw_cfg, in bytes. */
    static final int FW_CFG_NAME_MAX = 55;

    private final VirtualMachine machine;
    private final Placement placement;
    private final QemuFacts facts;
    private final BootIndexes bootIndexes;
    private final List<String> arguments = new ArrayList<>();

    private QemuCommandLine(VirtualMachine machine, Placement placement, QemuFacts facts) {
        this.machine = machine;
        this.placement = placement;
        this.facts = facts;
        this.bootIndexes = new BootIndexes(machine);
    }

    /**
     * The program and its arguments.
     *
     * @param machine one that has been checked
     * @param incoming whether it waits for another's memory instead of booting
     * @throws UnsupportedHardwareException when QEMU has no such device
     */
    public static List<String> of(VirtualMachine machine, Placement placement, QemuFacts facts, boolean incoming)
            throws UnsupportedHardwareException {
        return new QemuCommandLine(machine, placement, facts).build(incoming);
    }

    private List<String> build(boolean incoming) throws UnsupportedHardwareException {
        arguments.add(facts.binary().toString());
        add("-name", "guest=" + escaped(machine.identity().name()));
        add("-uuid", machine.identity().biosUuid().toString());
        arguments.addAll(List.of("-nodefaults", "-no-user-config", "-S"));
        add("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
        board();
        control();
        add("-action", "reboot=reset,shutdown=pause,panic=none,watchdog=reset");
        add("-rtc", "base=utc");
        arguments.addAll(SmbiosOptions.of(machine));
        guestinfo();
        builtIn();
        controllers();
        disks();
        nics();
        serialPorts();
        PeripheralOptions.of(machine.devices().peripherals(), placement, bootIndexes, this::blockdev, this::device);
        if (incoming) {
            add("-incoming", "defer");
        }
        return List.copyOf(arguments);
    }

    private void board() throws UnsupportedHardwareException {
        String options = "q35,sata=off,smbus=off,vmport=off,hpet=off";
        if (machine.firmware() == Firmware.EFI) {
            boolean secure = machine.boot().secureBoot();
            EfiFirmware efi = facts.efi()
                    .orElseThrow(() -> new UnsupportedHardwareException(
                            "firmware", 0, "no EFI firmware is installed; the package is called ovmf"));
            Path nvram = placement
                    .nvram()
                    .orElseThrow(() -> new IllegalArgumentException("an EFI machine without its own variables"));
            blockdev(pflash("efi-code", secure ? efi.secureCode() : efi.code(), true));
            blockdev(pflash("efi-vars", nvram, false));
            options += ",pflash0=efi-code,pflash1=efi-vars" + (secure ? ",smm=on" : "");
            if (secure) {
                add("-global", "driver=cfi.pflash01,property=secure,value=on");
            }
        }
        add("-machine", options);
        add("-accel", facts.accelerator() == Accelerator.KVM ? "kvm" : "tcg,tb-size=" + TB_SIZE_MIB);
        add("-cpu", facts.accelerator().cpuModel());
        Cpus cpus = machine.cpus();
        add(
                "-smp",
                "cpus=" + cpus.count() + ",sockets=" + cpus.max() / cpus.coresPerSocket() + ",cores="
                        + cpus.coresPerSocket() + ",threads=1,maxcpus=" + cpus.max());
        Memory memory = machine.memory();
        add(
                "-m",
                "size=" + memory.firstMib() + "M"
                        + (memory.hotAdd()
                                ? ",slots=" + Memory.HOT_ADD_SLOTS + ",maxmem=" + memory.maxMib() + "M"
                                : ""));
        for (int index = 0; index < memory.addedMib().size(); index++) {
            add(
                    "-object",
                    MemoryModules.backend(index, memory.addedMib().get(index)).toString());
            device(MemoryModules.device(index));
        }
        if (machine.boot().delayMs() > 0 || machine.boot().enterSetup()) {
            add("-boot", "menu=on,splash-time=" + machine.boot().delayMs());
        }
    }

    private static JsonObject pflash(String node, Path file, boolean readOnly) {
        return JsonObject.of("driver", "raw")
                .with("node-name", node)
                .with("read-only", readOnly)
                .with("file", JsonObject.of("driver", "file").with("filename", file.toString()));
    }

    private void control() {
        add("-pidfile", placement.pidFile().toString());
        socket("qmp", placement.qmpSocket());
        add("-mon", "chardev=qmp,mode=control");
        socket("qmp2", placement.qmpSecondSocket());
        add("-mon", "chardev=qmp2,mode=control");
        socket("ga", placement.guestAgentSocket());
        add("-display", "none");
        add("-vnc", "unix:" + escaped(placement.vncSocket().toString()));
    }

    private void socket(String id, Path path) {
        if (path.toString().getBytes(UTF_8).length > SOCKET_PATH_MAX) {
            throw new IllegalArgumentException("path too long for a socket: " + path);
        }
        add("-chardev", "socket,id=" + id + ",path=" + escaped(path.toString()) + ",server=on,wait=off");
    }

    private void guestinfo() {
        for (Map.Entry<String, Path> entry : new TreeMap<>(placement.guestinfoFiles()).entrySet()) {
            String name = "opt/" + entry.getKey();
            if (isVisible(entry.getKey())) {
                add(
                        "-fw_cfg",
                        "name=" + name + ",file=" + escaped(entry.getValue().toString()));
            }
        }
    }

    /** Whether a {@code guestinfo.*} key can be handed to a guest: fw_cfg's names are short and of plain characters. */
    public static boolean isVisible(String guestinfoKey) {
        return guestinfoKey.length() + "opt/".length() <= FW_CFG_NAME_MAX
                && guestinfoKey.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
    }

    private void builtIn() {
        int megabytes =
                Math.clamp(Integer.highestOneBit(machine.devices().video().ramKib() >> 10), 16, 256);
        device(JsonObject.of("driver", "VGA")
                .with("id", "video0")
                .with("addr", "0x1")
                .with("vgamem_mb", megabytes));
        device(JsonObject.of("driver", "pvpanic-pci").with("addr", "0x2"));
        device(JsonObject.of("driver", "virtio-serial-pci")
                .with("id", "channels")
                .with("addr", "0x3"));
        device(JsonObject.of("driver", "virtserialport")
                .with("bus", "channels.0")
                .with("chardev", "ga")
                .with("name", "org.qemu.guest_agent.0"));
        device(JsonObject.of("driver", "virtio-balloon-pci")
                .with("id", "balloon0")
                .with("addr", "0x12")
                .with("deflate-on-oom", true));
    }

    private void controllers() throws UnsupportedHardwareException {
        Devices devices = machine.devices();
        boolean ide = false;
        int ahciFunctions = 0;
        for (Controller controller : devices.controllers()) {
            switch (controller.type()) {
                case IDE -> ide = true;
                case AHCI -> ahciFunctions += ahci(devices, controller, ahciFunctions);
                case NVME ->
                    device(JsonObject.of("driver", "nvme")
                            .with("id", controller.name())
                            .with("addr", "0x" + Integer.toHexString(0x8 + controller.bus()))
                            .with("serial", "VMware NVME_000" + controller.bus()));
                case LSI_LOGIC, BUS_LOGIC, LSI_LOGIC_SAS -> device(scsi(controller));
                // Without messages of added disks: QEMU forgets their ring when a machine moves or is read from a file,
                // writes the
                // next one to the guest's first page of memory and has the guest's driver count for ever.
                case PVSCSI -> device(scsi(controller).with("use_msg", 0));
            }
        }
        if (ide) { // both of vSphere's IDE controllers are one device with two channels
            device(JsonObject.of("driver", "piix3-ide").with("id", "ide").with("addr", "0xc"));
        }
    }

    private static JsonObject scsi(Controller controller) {
        return JsonObject.of("driver", scsiDriver(controller.type()))
                .with("id", controller.name())
                .with("addr", "0x" + Integer.toHexString(DeviceOptions.SCSI_SLOT + controller.bus()));
    }

    /** QEMU has no BusLogic, and of LSI's parallel controllers another one than VMware. */
    private static String scsiDriver(ControllerType type) {
        return switch (type) {
            case PVSCSI -> "pvscsi";
            case LSI_LOGIC_SAS -> "mptsas1068";
            case LSI_LOGIC, BUS_LOGIC -> "lsi53c895a";
            case IDE, AHCI, NVME -> throw new IllegalArgumentException("no SCSI controller: " + type);
        };
    }

    /** Adds as many AHCI devices as the drives on a SATA controller need, at least one; returns how many. */
    private int ahci(Devices devices, Controller controller, int firstFunction) {
        int lastUnit = Math.max(
                devices.disks().stream()
                        .map(Disk::slot)
                        .filter(slot -> slot.controllerKey() == controller.key())
                        .mapToInt(slot -> slot.unit())
                        .max()
                        .orElse(0),
                devices.cdroms().stream()
                        .map(Cdrom::slot)
                        .filter(slot -> slot.controllerKey() == controller.key())
                        .mapToInt(slot -> slot.unit())
                        .max()
                        .orElse(0));
        int parts = lastUnit / DeviceOptions.AHCI_PORTS + 1;
        for (int part = 0; part < parts; part++) {
            int function = firstFunction + part;
            device(JsonObject.of("driver", "ich9-ahci")
                    .with("id", DeviceOptions.ahci(controller.bus(), part))
                    .with("addr", "0x" + Integer.toHexString(0xd + function / 8) + "." + function % 8)
                    .with("multifunction", true));
        }
        return parts;
    }

    private void disks() throws UnsupportedHardwareException {
        Devices devices = machine.devices();
        for (Disk disk : devices.disks()) {
            List<ImageLayer> layers = placement.disks().getOrDefault(disk.key(), List.of());
            BlockNodes.chain(disk.key(), layers).forEach(this::blockdev);
            JsonObject options = DeviceOptions.disk(devices, disk, BlockNodes.layer(disk.key(), layers.size() - 1));
            device(bootIndexes.add(options, disk));
        }
        for (Cdrom cdrom : devices.cdroms()) {
            JsonObject options = bootIndexes.add(DeviceOptions.cdrom(devices, cdrom), cdrom);
            Path iso = placement.media().get(cdrom.key());
            if (iso == null) {
                device(options);
            } else {
                blockdev(BlockNodes.mediumNode(cdrom.key(), iso, true));
                device(options.with("drive", BlockNodes.medium(cdrom.key())));
            }
        }
    }

    private void nics() throws UnsupportedHardwareException {
        Devices devices = machine.devices();
        for (int port = 0; port < DeviceOptions.nicPorts(devices); port++) {
            device(JsonObject.of("driver", "pcie-root-port")
                    .with("id", DeviceOptions.nicPort(port))
                    .with("chassis", port + 1)
                    .with("addr", "0x" + Integer.toHexString(0x10 + port / 8) + "." + port % 8)
                    .with("multifunction", true));
        }
        for (Nic nic : devices.nics()) {
            String tap = placement.taps().get(nic.key());
            if (tap != null) {
                add("-netdev", DeviceOptions.tap(nic.key(), tap).toString());
            }
            device(bootIndexes.add(DeviceOptions.nic(nic, tap != null), nic));
        }
    }

    private void serialPorts() {
        for (SerialPort port : machine.devices().serialPorts()) {
            Path file = placement.serialFiles().get(port.key());
            String id = port.name();
            add(
                    "-chardev",
                    file == null
                            ? "null,id=" + id
                            : "file,id=" + id + ",path=" + escaped(file.toString()) + ",append=on");
            device(JsonObject.of("driver", "isa-serial")
                    .with("id", DeviceOptions.id(port.key()))
                    .with("chardev", id)
                    .with("index", port.index()));
        }
    }

    private void blockdev(JsonObject node) {
        add("-blockdev", node.toString());
    }

    private void device(JsonObject options) {
        add("-device", options.toString());
    }

    private void add(String option, String value) {
        arguments.add(option);
        arguments.add(value);
    }

    /** In QEMU's own option syntax a comma is doubled. */
    static String escaped(String value) {
        return value.replace(",", ",,");
    }
}
