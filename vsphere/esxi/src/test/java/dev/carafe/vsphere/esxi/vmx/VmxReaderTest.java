package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmxReaderTest {
    /** As a machine made by VMware's own tools has it. */
    private static final String OTHERS = """
            .encoding = "UTF-8"
            config.version = "8"
            virtualHW.version = "19"
            pciBridge0.present = "TRUE"
            nvram = "web.nvram"
            svga.present = "TRUE"
            vmci0.present = "TRUE"
            displayName = "web |22one|22"
            guestOS = "debian11-64"
            annotation = "two|0Alines"
            uuid.bios = "42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"
            uuid.location = "56 4d 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"
            vc.uuid = "50 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"
            memSize = "2048"
            numvcpus = "4"
            cpuid.coresPerSocket = "2"
            sched.cpu.shares = "high"
            sched.cpu.units = "mhz"
            firmware = "efi"
            uefi.secureBoot.enabled = "TRUE"
            scsi0.virtualDev = "pvscsi"
            scsi0.present = "TRUE"
            scsi0.pciSlotNumber = "160"
            scsi0:0.deviceType = "scsi-hardDisk"
            scsi0:0.fileName = "web.vmdk"
            scsi0:0.present = "TRUE"
            scsi0:1.fileName = "[other] data/data.vmdk"
            scsi0:1.mode = "independent-persistent"
            scsi0:1.present = "TRUE"
            scsi0:2.present = "FALSE"
            sata0.present = "TRUE"
            sata0:0.deviceType = "cdrom-image"
            sata0:0.fileName = "[iso] debian.iso"
            sata0:0.startConnected = "FALSE"
            sata0:0.present = "TRUE"
            ide0:1.present = "TRUE"
            ide0:1.deviceType = "atapi-cdrom"
            ide0:1.clientDevice = "TRUE"
            ide0:1.fileName = "emptyBackingString"
            ethernet0.virtualDev = "vmxnet3"
            ethernet0.networkName = "VM Network"
            ethernet0.addressType = "vpx"
            ethernet0.generatedAddress = "00:50:56:aa:bb:cc"
            ethernet0.uptCompatibility = "TRUE"
            ethernet0.present = "TRUE"
            ethernet1.present = "TRUE"
            ethernet1.addressType = "static"
            ethernet1.address = "00:50:56:00:00:01"
            serial0.present = "TRUE"
            serial0.fileType = "pipe"
            serial0.fileName = "com1"
            floppy0.present = "FALSE"
            bios.bootOrder = "ethernet0,hdd,cdrom"
            bios.hddOrder = "scsi0:1"
            tools.syncTime = "FALSE"
            guestinfo.Hello = "world"
            """;

    private static VmxFile file(String text) throws CorruptVmxException {
        return VmxFile.parse(text.getBytes(UTF_8));
    }

    private static VirtualMachine read(String text) throws IOException {
        return VmxReader.read(file(text), name -> name.startsWith("[other]") ? 2048 : 1024);
    }

    @Test
    void readsAMachineOfOtherTools() throws IOException {
        VirtualMachine machine = read(OTHERS);
        assertThat(machine.identity().name()).isEqualTo("web \"one\"");
        assertThat(machine.identity().annotation()).isEqualTo("two\nlines");
        assertThat(machine.identity().guestId()).isEqualTo("debian11_64Guest");
        assertThat(machine.identity().hardwareVersion()).isEqualTo(19);
        assertThat(machine.identity().biosUuid()).isEqualTo(UUID.fromString("42001122-3344-5566-7788-99aabbccddee"));
        assertThat(machine.identity().instanceUuid())
                .isEqualTo(UUID.fromString("50001122-3344-5566-7788-99aabbccddee"));
        assertThat(machine.cpus()).isEqualTo(new Cpus(4, 2, false, 8000, -1));
        assertThat(machine.memory().sizeMib()).isEqualTo(2048);
        assertThat(machine.firmware()).isEqualTo(Firmware.EFI);
        assertThat(machine.boot().secureBoot()).isTrue();
        assertThat(machine.boot().order()).containsExactly("ethernet0", "scsi0:1", "ide0:1");
    }

    @Test
    void readsDevices() throws IOException {
        VirtualMachine machine = read(OTHERS);
        assertThat(machine.devices().controllers())
                .containsExactlyInAnyOrder(
                        new Controller(ControllerType.PVSCSI, 0),
                        new Controller(ControllerType.AHCI, 0),
                        new Controller(ControllerType.IDE, 0));
        assertThat(machine.devices().disks())
                .containsExactly(
                        new Disk(new Slot(BusFamily.SCSI, 0, 0), "web.vmdk", 1024, DiskMode.PERSISTENT),
                        new Disk(
                                new Slot(BusFamily.SCSI, 0, 1),
                                "[other] data/data.vmdk",
                                2048,
                                DiskMode.INDEPENDENT_PERSISTENT));
        assertThat(machine.devices().cdroms())
                .containsExactly(
                        new Cdrom(new Slot(BusFamily.IDE, 0, 1), Optional.empty(), true),
                        new Cdrom(new Slot(BusFamily.SATA, 0, 0), Optional.of("[iso] debian.iso"), false));
        assertThat(machine.devices().nics())
                .containsExactly(
                        new Nic(
                                0,
                                NicType.VMXNET3,
                                MacAddress.parse("00:50:56:aa:bb:cc").orElseThrow(),
                                "VM Network",
                                true),
                        new Nic(
                                1,
                                NicType.E1000,
                                MacAddress.parse("00:50:56:00:00:01").orElseThrow(),
                                "VM Network",
                                true));
        assertThat(machine.devices().serialPorts()).isEmpty();
    }

    @Test
    void showsTheRestAsExtraConfig() throws IOException {
        assertThat(read(OTHERS).extraConfig().values())
                .containsOnlyKeys(
                        "nvram",
                        "sched.cpu.shares",
                        "sched.cpu.units",
                        "scsi0.pciSlotNumber",
                        "ethernet0.uptCompatibility",
                        "serial0.present",
                        "serial0.fileType",
                        "serial0.fileName",
                        "tools.syncTime",
                        "guestinfo.Hello");
    }

    @Test
    void takesAFileOfHand() throws IOException {
        VirtualMachine machine = read("displayName = tiny\nmemsize = 64\n");
        assertThat(machine.identity().name()).isEqualTo("tiny");
        assertThat(machine.identity().guestId()).isEqualTo("otherGuest");
        assertThat(machine.identity().biosUuid())
                .isEqualTo(read("displayName = tiny\nmemsize = 64\n").identity().biosUuid());
        assertThat(machine.cpus()).isEqualTo(Cpus.of(1));
        assertThat(machine.devices().stream().count()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "memsize = \"lots\"~memsize",
                "memsize = \"-1\"~memsize",
                "numvcpus = \"99999999999999999999\"~numvcpus",
                "uuid.bios = \"42 00\"~uuid.bios",
                "firmware = \"coreboot\"~firmware",
                "mem.hotadd = \"perhaps\"~mem.hotadd",
                "sched.cpu.shares = \"enormous\"~sched.cpu.shares",
                "ethernet0.virtualDev = \"token-ring\"~ethernet0.virtualDev",
                "ethernet0.generatedAddress = \"here\"~ethernet0.generatedAddress",
                "scsi0.virtualDev = \"floppy\"~scsi0.virtualDev",
                "scsi0:0.mode = \"sometimes\"~scsi0:0.mode",
                "svga.vramSize = \"9999999999\"~svga.vramSize",
                "mem.hotadd.modules = \"128,\"~mem.hotadd.modules",
                "mem.hotadd.modules = \"16,16\"~mem.hotadd.modules", // all of the memory
            })
    void namesTheKeyAndTheLineOfAWrongValue(String line, String key) {
        String text = "scsi0.present = \"TRUE\"\nscsi0:0.present = \"TRUE\"\nscsi0:0.fileName = \"a.vmdk\"\n"
                + "ethernet0.present = \"TRUE\"\n" + line;
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("line 5")
                .withMessageContaining(key);
    }

    @Test
    void memoryThatWasAddedIsPartOfAll() throws Exception {
        assertThat(read("memsize = \"512\"\nmem.hotadd = \"TRUE\"\nmem.hotadd.modules = \"128,256\"\n")
                        .memory())
                .isEqualTo(new Memory(512, true, List.of(128L, 256L)))
                .returns(128L, Memory::firstMib)
                .returns(2048L, Memory::maxMib);
    }

    @Test
    void saysWhenADiskHasNoFile() {
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> read("nvme0.present = \"TRUE\"\nnvme0:0.present = \"TRUE\"\n"))
                .withMessageContaining("line 2")
                .withMessageContaining("fileName");
    }

    @Test
    void knowsGuestSystemsBothWays() {
        for (String api : List.of(
                "debian12_64Guest",
                "ubuntu64Guest",
                "otherGuest64",
                "otherGuest",
                "windows2019srv_64Guest",
                "windows7Server64Guest",
                "winLonghorn64Guest",
                "vmwarePhoton64Guest",
                "other5xLinux64Guest",
                "oracleLinux8_64Guest",
                "rhel9_64Guest",
                "winXPProGuest")) {
            assertThat(GuestOs.toApi(GuestOs.toVmx(api))).isEqualTo(api);
        }
        assertThat(GuestOs.toVmx("debian12_64Guest")).isEqualTo("debian12-64");
        assertThat(GuestOs.toVmx("vmwarePhoton64Guest")).isEqualTo("vmware-photon-64");
        assertThat(GuestOs.toApi("templeos")).isEqualTo("otherGuest");
    }

    static String others() {
        return OTHERS;
    }
}
