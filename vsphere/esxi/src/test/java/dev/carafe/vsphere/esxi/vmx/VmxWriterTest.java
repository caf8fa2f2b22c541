package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Golden;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VmxWriterTest {
    private static VirtualMachine read(VmxFile file) throws IOException {
        return VmxReader.read(VmxFile.parse(file.bytes()), _ -> 64 << 20);
    }

    private static VirtualMachine full() {
        VirtualMachine small = Machines.small();
        Devices devices = new Devices(
                List.of(
                        new Controller(ControllerType.IDE, 0),
                        new Controller(ControllerType.LSI_LOGIC_SAS, 0),
                        new Controller(ControllerType.PVSCSI, 1),
                        new Controller(ControllerType.AHCI, 0),
                        new Controller(ControllerType.NVME, 0)),
                List.of(
                        new Disk(new Slot(BusFamily.SCSI, 0, 0), "web.vmdk", 64 << 20, DiskMode.PERSISTENT),
                        new Disk(
                                new Slot(BusFamily.SCSI, 1, 15),
                                "[two] x/y.vmdk",
                                64 << 20,
                                DiskMode.INDEPENDENT_NONPERSISTENT),
                        new Disk(new Slot(BusFamily.NVME, 0, 3), "n.vmdk", 64 << 20, DiskMode.PERSISTENT)),
                List.of(
                        new Cdrom(new Slot(BusFamily.IDE, 0, 0), Optional.empty(), false),
                        new Cdrom(new Slot(BusFamily.SATA, 0, 1), Optional.of("[iso] a b.iso"), true)),
                small.devices().nics(),
                new Peripherals(
                        List.of(
                                new SerialPort(1, new SerialPort.NetworkLine("tcp://host:1", "client", "")),
                                new SerialPort(2, "serial.log"),
                                new SerialPort(
                                        3, new SerialPort.NetworkLine("telnet://:1", "server", "telnet://proxy:2"))),
                        List.of(
                                new Floppy(0, Optional.of("[iso] a.flp"), true),
                                new Floppy(1, Optional.empty(), false)),
                        List.of(
                                new UsbController(UsbType.UHCI, true, true),
                                new UsbController(UsbType.XHCI, false, false)),
                        Optional.of(new PrecisionClock("ntp"))),
                new Video(8192));
        return new VirtualMachine(
                small.identity(),
                Firmware.EFI,
                new Cpus(4, 2, true, 8000, 1500),
                new Memory(512, true),
                devices,
                new BootOptions(List.of("ide0:0", "floppy0", "ethernet0", "nvme0:3", "scsi0:0"), 5000, true, true),
                new ExtraConfig(Map.of("guestinfo.userdata", "a\n\"b\"|")));
    }

    @Test
    void writesAFileThatOtherToolsRead() throws IOException {
        Golden.check(
                "vmx/full.vmx",
                VmxWriter.write(full(), VmxFile.EMPTY).toString().lines().toList());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        VirtualMachine machine = full();
        VirtualMachine read = read(VmxWriter.write(machine, VmxFile.EMPTY));
        assertThat(read.devices()).isEqualTo(machine.devices());
        assertThat(read.boot()).isEqualTo(machine.boot());
        assertThat(read.cpus()).isEqualTo(machine.cpus());
        assertThat(read.extraConfig().values())
                .containsAllEntriesOf(machine.extraConfig().values())
                .containsOnlyKeys("guestinfo.userdata", "sched.cpu.shares", "sched.cpu.max");
        assertThat(read(VmxWriter.write(read, VmxFile.EMPTY))).isEqualTo(read);
        assertThat(read(VmxWriter.write(Machines.small(), VmxFile.EMPTY))).isEqualTo(Machines.small());
    }

    @Test
    void leavesAFileOfOtherToolsAsItIsWhenNothingChanged() throws IOException {
        VmxFile file = VmxFile.parse(VmxReaderTest.others().getBytes(UTF_8));
        VmxFile written = VmxWriter.write(VmxReader.read(file, _ -> 512), file);
        Map<String, String> added = new LinkedHashMap<>(written.settings());
        file.settings().forEach((key, value) -> {
            assertThat(written.get(key)).as(key).contains(value);
            added.remove(key);
        });
        assertThat(added.keySet())
                .as("only defaults made plain")
                .containsExactlyInAnyOrder(
                        "ide0.present",
                        "scsi0:0.mode",
                        "scsi0:1.deviceType",
                        "ethernet0.startConnected",
                        "ethernet1.virtualDev",
                        "ethernet1.networkName",
                        "ethernet1.startConnected",
                        "ide0:1.startConnected");
        assertThat(VmxWriter.write(VmxReader.read(written, _ -> 512), written)).isEqualTo(written);
    }

    @Test
    void takesAllKeysOfADeviceThatIsGone() throws IOException {
        VmxFile file = VmxFile.parse(VmxReaderTest.others().getBytes(UTF_8));
        VirtualMachine machine = VmxReader.read(file, _ -> 512);
        VmxFile written = VmxWriter.write(
                machine.withDevices(machine.devices().withNics(List.of()).withDisks(List.of())), file);
        assertThat(written.settings().keySet())
                .noneMatch(key -> key.startsWith("ethernet") || key.startsWith("scsi0:0") || key.startsWith("scsi0:1"))
                .contains("scsi0.present", "serial0.present", "scsi0:2.present");
    }

    @Test
    void addsAndRemovesExtraConfig() throws IOException {
        VmxFile file = VmxFile.parse(VmxReaderTest.others().getBytes(UTF_8));
        VirtualMachine machine = VmxReader.read(file, _ -> 512);
        Map<String, String> extra = new LinkedHashMap<>(machine.extraConfig().values());
        extra.remove("tools.syncTime");
        extra.put("guestinfo.more", "x");
        VmxFile written = VmxWriter.write(machine.withExtraConfig(new ExtraConfig(extra)), file);
        assertThat(written.get("tools.syncTime")).isEmpty();
        assertThat(written.get("guestinfo.more")).contains("x");
        assertThat(written.get("pciBridge0.present")).contains("TRUE");
    }

    @Test
    void letsNoExtraConfigStandForHardware() throws IOException {
        VirtualMachine machine = Machines.small()
                .withExtraConfig(new ExtraConfig(Map.of(
                        "memsize", "9999",
                        "scsi0:0.fileName", "other.vmdk",
                        "scsi0:5.present", "TRUE",
                        "scsi0:5.fileName", "other.vmdk",
                        "ethernet7.present", "TRUE",
                        ".encoding", "klingon",
                        "no key = at all", "x",
                        "line\nbreak", "x")));
        VirtualMachine read = read(VmxWriter.write(machine, VmxFile.EMPTY));
        assertThat(read.memory()).isEqualTo(machine.memory());
        assertThat(read.devices()).isEqualTo(machine.devices());
        assertThat(read.extraConfig().values()).isEmpty();
    }
}
