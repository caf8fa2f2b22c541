package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Golden;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QemuCommandLineTest {
    private static final QemuFacts TCG = facts(Accelerator.TCG);
    private static final Path RUN = Path.of("/run/carafe/vm1");

    private static QemuFacts facts(Accelerator accelerator) {
        Path share = Path.of("/usr/share/OVMF");
        return new QemuFacts(
                Path.of("/usr/bin/qemu-system-x86_64"),
                new QemuVersion(10, 0, 2),
                accelerator,
                "",
                Set.of(),
                Optional.of(new EfiFirmware(
                        share.resolve("code"),
                        share.resolve("secure"),
                        share.resolve("vars"),
                        share.resolve("secure-vars"))));
    }

    @Test
    void aSmallMachine() throws Exception {
        Placement placement = new Placement(
                RUN,
                Map.of(2000, List.of(new ImageLayer(Path.of("/ds/web/web-flat.vmdk"), ImageFormat.RAW))),
                Map.of(),
                Map.of(4000, "vm1-0"),
                Map.of(),
                Map.of("guestinfo.hello", RUN.resolve("guestinfo/0")),
                Optional.empty());
        Golden.check("qemu/small.args", lines(Machines.small(), placement, TCG));
    }

    /** Everything that a machine can have: EFI with secure boot, all controllers, a chain of three layers, hot-add. */
    @Test
    void aLargeMachine() throws Exception {
        VirtualMachine small = Machines.small();
        Devices devices = new Devices(
                List.of(
                        new Controller(ControllerType.LSI_LOGIC, 0),
                        new Controller(ControllerType.LSI_LOGIC_SAS, 1),
                        new Controller(ControllerType.AHCI, 0),
                        new Controller(ControllerType.NVME, 0),
                        new Controller(ControllerType.IDE, 0),
                        new Controller(ControllerType.IDE, 1)),
                List.of(
                        disk(BusFamily.SCSI, 0, 0, "a.vmdk"),
                        disk(BusFamily.SCSI, 1, 3, "b.vmdk"),
                        disk(BusFamily.SATA, 0, 8, "c.vmdk"),
                        disk(BusFamily.NVME, 0, 1, "d.vmdk"),
                        disk(BusFamily.IDE, 1, 1, "e.vmdk")),
                List.of(
                        new Cdrom(new Slot(BusFamily.IDE, 0, 0), Optional.of("x.iso"), true),
                        new Cdrom(new Slot(BusFamily.SATA, 0, 0), Optional.empty(), false)),
                List.of(
                        small.devices().nics().getFirst(),
                        new Nic(1, NicType.E1000E, Machines.mac("00:0c:29:00:00:02"), "VM Network", true)),
                new Peripherals(
                        List.of(new SerialPort(0, "serial.txt")),
                        List.of(new Floppy(0, Optional.of("f.flp"), true), new Floppy(1, Optional.empty(), true)),
                        List.of(
                                new UsbController(UsbType.UHCI, true, false),
                                new UsbController(UsbType.XHCI, false, false)),
                        Optional.of(new PrecisionClock("ptp"))),
                small.devices().video());
        VirtualMachine large = new VirtualMachine(
                        small.identity(),
                        Firmware.EFI,
                        new Cpus(4, 2, true, 4000, -1),
                        new Memory(512, true),
                        devices,
                        new BootOptions(List.of("ethernet1", "ide0:0"), 3000, true, false),
                        ExtraConfig.NONE)
                .checked();
        Path ds = Path.of("/ds/a,b");
        Placement placement = new Placement(
                RUN,
                Map.of(
                        2000,
                        List.of(
                                new ImageLayer(ds.resolve("a-flat.vmdk"), ImageFormat.RAW),
                                new ImageLayer(ds.resolve("a-000001.qcow2"), ImageFormat.QCOW2),
                                new ImageLayer(ds.resolve("a-000002.qcow2"), ImageFormat.QCOW2)),
                        2019,
                        List.of(new ImageLayer(ds.resolve("b-flat.vmdk"), ImageFormat.RAW)),
                        16008,
                        List.of(new ImageLayer(ds.resolve("c-flat.vmdk"), ImageFormat.RAW)),
                        32001,
                        List.of(new ImageLayer(ds.resolve("d-flat.vmdk"), ImageFormat.RAW)),
                        3003,
                        List.of(new ImageLayer(ds.resolve("e-flat.vmdk"), ImageFormat.RAW))),
                Map.of(3000, ds.resolve("x.iso"), 8000, ds.resolve("f.flp")),
                Map.of(4001, "vm1-1"),
                Map.of(9000, ds.resolve("serial.txt")),
                Map.of(),
                Optional.of(ds.resolve("web.nvram")));
        Golden.check("qemu/large.args", lines(large, placement, facts(Accelerator.KVM)));
    }

    @Test
    void aUnitThatTheControllersModelLacksIsNamed() {
        Devices devices = Machines.small()
                .devices()
                .withControllers(List.of(new Controller(ControllerType.LSI_LOGIC, 0)))
                .withDisks(List.of(disk(BusFamily.SCSI, 0, 12, "a.vmdk")));
        Placement placement = Placement.in(RUN)
                .withDisks(Map.of(2012, List.of(new ImageLayer(Path.of("/a-flat.vmdk"), ImageFormat.RAW))));
        assertThatThrownBy(() -> lines(Machines.small().withDevices(devices), placement, TCG))
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageStartingWith("Device 'scsi0:12': ");
    }

    @Test
    void aSocketsPathThatIsTooLongIsRefusedBeforeQemuIs() {
        Placement placement = Placement.in(Path.of("/" + "x".repeat(100)));
        assertThatThrownBy(() -> lines(Machines.bare(), placement, TCG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long for a socket");
    }

    @Test
    void aNameCannotBecomeAnOption() throws Exception {
        VirtualMachine bare = Machines.bare();
        VirtualMachine named = new VirtualMachine(
                new dev.carafe.vsphere.esxi.machine.Identity(
                        "a,debug-threads=on", Machines.UUID_A, Machines.UUID_A, "otherGuest", 21, ""),
                bare.firmware(),
                bare.cpus(),
                bare.memory(),
                bare.devices(),
                bare.boot(),
                bare.extraConfig());
        assertThat(lines(named, Placement.in(RUN), TCG)).contains("guest=a,,debug-threads=on");
    }

    @Test
    void keysThatFirmwareCannotHoldAreNotVisible() {
        assertThat(QemuCommandLine.isVisible("guestinfo.metadata")).isTrue();
        assertThat(QemuCommandLine.isVisible("guestinfo." + "x".repeat(60))).isFalse();
        assertThat(QemuCommandLine.isVisible("guestinfo.a,file=/etc/shadow")).isFalse();
    }

    @Test
    void liveMigrationIsRefusedWhereItCorrupts() {
        QemuFacts old =
                new QemuFacts(TCG.binary(), new QemuVersion(7, 2, 22), Accelerator.TCG, "", Set.of(), Optional.empty());
        assertThat(old.liveMigrationRefusal()).isPresent();
        assertThat(TCG.liveMigrationRefusal()).isEmpty();
    }

    @Test
    void versionsAreReadFromWhatQemuPrints() {
        assertThat(QemuVersion.parse("QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)"))
                .contains(new QemuVersion(10, 0, 2));
        assertThat(QemuVersion.parse("bash: not found")).isEmpty();
        assertThat(QemuVersion.LIVE_MIGRATION_TCG).isGreaterThan(QemuVersion.OLDEST);
    }

    private static Disk disk(BusFamily family, int bus, int unit, String file) {
        return new Disk(new Slot(family, bus, unit), file, 1 << 20, DiskMode.PERSISTENT);
    }

    private static List<String> lines(VirtualMachine machine, Placement placement, QemuFacts facts) throws Exception {
        return QemuCommandLine.of(machine, placement, facts, false);
    }

    @Test
    void theProbeGuestHasTheProcessorOfTheMachinesThatItSpeaksFor() {
        for (Accelerator accelerator : Accelerator.values()) {
            assertThat(ProbeGuest.commandLine(Path.of("/qemu"), Path.of("/disk"), accelerator))
                    .containsSubsequence("-cpu", accelerator.cpuModel());
        }
    }
}
