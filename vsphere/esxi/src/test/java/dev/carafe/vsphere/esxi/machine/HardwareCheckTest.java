package dev.carafe.vsphere.esxi.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.Machines;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HardwareCheckTest {
    private static final VirtualMachine GOOD = Machines.small();

    @Test
    void aGoodMachineIsLetThrough() throws Exception {
        assertThat(GOOD.checked()).isSameAs(GOOD);
    }

    @Test
    void keysAreTheOnesThatVsphereGives() {
        assertThat(new Controller(ControllerType.PVSCSI, 1).key()).isEqualTo(1001);
        assertThat(new Slot(BusFamily.SCSI, 1, 2).deviceKey()).isEqualTo(2018);
        assertThat(new Slot(BusFamily.SATA, 0, 3).deviceKey()).isEqualTo(16003);
        assertThat(new Slot(BusFamily.IDE, 1, 0).deviceKey()).isEqualTo(3002);
        assertThat(GOOD.devices().nics().getFirst().key()).isEqualTo(4000);
    }

    @Test
    void aDiskWithoutItsControllerIsNamed() {
        assertWrong(GOOD.devices().withControllers(List.of()), "scsi0:0", "controllerKey");
    }

    @Test
    void unitSevenIsRefused() {
        Disk disk = new Disk(new Slot(BusFamily.SCSI, 0, 7), "b.vmdk", 512, DiskMode.PERSISTENT);
        assertWrong(GOOD.devices().withDisks(List.of(disk)), "scsi0:7", "unitNumber");
    }

    @Test
    void twoDevicesInOneUnitAreRefused() {
        Disk first = GOOD.devices().disks().getFirst();
        Disk second = new Disk(first.slot(), "other.vmdk", 512, DiskMode.PERSISTENT);
        assertWrong(GOOD.devices().withDisks(List.of(first, second)), "scsi0:0", "unitNumber");
    }

    @Test
    void oneFileOnTwoDisksIsRefused() {
        Disk first = GOOD.devices().disks().getFirst();
        Disk second = new Disk(new Slot(BusFamily.SCSI, 0, 1), first.fileName(), 512, DiskMode.PERSISTENT);
        assertWrong(GOOD.devices().withDisks(List.of(first, second)), "scsi0:1", "backing.fileName");
    }

    @Test
    void aCdromOnNvmeIsRefused() {
        Devices devices = GOOD.devices()
                .withControllers(List.of(new Controller(ControllerType.NVME, 0)))
                .withDisks(List.of())
                .withCdroms(List.of(new Cdrom(new Slot(BusFamily.NVME, 0, 0), Optional.empty(), false)));
        assertWrong(devices, "nvme0:0", "controllerKey");
    }

    @Test
    void twoCardsWithOneAddressAreRefused() {
        Nic first = GOOD.devices().nics().getFirst();
        Nic second = new Nic(1, NicType.E1000, first.mac(), "VM Network", true);
        assertWrong(GOOD.devices().withNics(List.of(first, second)), "ethernet1", "macAddress");
    }

    @Test
    void aGroupAddressIsNoCards() {
        Nic nic =
                new Nic(0, NicType.E1000, MacAddress.parse("01:00:5e:00:00:01").orElseThrow(), "VM Network", true);
        assertWrong(GOOD.devices().withNics(List.of(nic)), "ethernet0", "macAddress");
    }

    @Test
    void addressesReadAsTheyAreWritten() {
        assertThat(MacAddress.parse("00-0C-29-aa-Bb-01").orElseThrow()).hasToString("00:0c:29:aa:bb:01");
        assertThat(MacAddress.parse("00:0c:29:aa:bb")).isEmpty();
        UUID uuid = UUID.fromString("42000000-0000-0000-0000-0000000000ff");
        assertThat(MacAddress.generated(uuid, 1)).hasToString("00:0c:29:00:01:09");
    }

    private static void assertWrong(Devices devices, String device, String property) {
        assertThatThrownBy(() -> GOOD.withDevices(devices).checked())
                .isInstanceOfSatisfying(InvalidHardwareException.class, wrong -> {
                    assertThat(wrong.device()).isEqualTo(device);
                    assertThat(wrong.property()).isEqualTo(property);
                })
                .hasMessageStartingWith("Device '" + device + "': ");
    }
}
