package dev.carafe.vsphere.client.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableCdromDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableEthernetDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableFloppyDevice;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootOrderTest {
    private static final VirtualDevice FIRST = disk(2000, 0);
    private static final VirtualDevice SECOND = disk(2001, 1);
    private static final VirtualDevice DRIVE = VirtualCdrom.builder().key(3000).build();
    private static final VirtualDevice DRIVE_2 =
            VirtualCdrom.builder().key(3001).build();
    private static final VirtualDevice FLOPPY =
            VirtualFloppy.builder().key(8000).build();
    private static final VirtualDevice CARD = NicType.E1000
            .make(
                    4000,
                    VirtualEthernetCardNetworkBackingInfo.builder()
                            .deviceName("VM Network")
                            .build(),
                    VirtualDeviceConnectInfo.builder()
                            .startConnected(true)
                            .allowGuestControl(true)
                            .connected(true)
                            .build())
            .withUnitNumber(7);
    private static final DeviceList DEVICES =
            new DeviceList(List.of(ControllerType.PVSCSI.make(1000, 0), FIRST, SECOND, DRIVE, DRIVE_2, FLOPPY, CARD));

    private static VirtualDevice disk(int key, int unit) {
        return VirtualDisk.builder()
                .key(key)
                .controllerKey(1000)
                .unitNumber(unit)
                .capacityInKB(1)
                .build();
    }

    @Test
    void kindsMeanAllTheirDevicesAndNamesOne() {
        assertThat(BootOrder.of(DEVICES, "ethernet-0", "disk", "cdrom", "floppy")
                        .devices())
                .containsExactly(
                        new VirtualMachineBootOptionsBootableEthernetDevice(4000),
                        new VirtualMachineBootOptionsBootableDiskDevice(2000),
                        new VirtualMachineBootOptionsBootableDiskDevice(2001),
                        new VirtualMachineBootOptionsBootableCdromDevice(),
                        new VirtualMachineBootOptionsBootableFloppyDevice());
    }

    @Test
    void whatIsNamedTwiceIsTriedOnceWhereItIsNamedFirst() {
        assertThat(BootOrder.of(DEVICES, "disk-1000-1", "disk").devices())
                .containsExactly(
                        new VirtualMachineBootOptionsBootableDiskDevice(2001),
                        new VirtualMachineBootOptionsBootableDiskDevice(2000));
    }

    @Test
    void theDevicesOfAnOrderAreFoundAgain() {
        BootOrder order = BootOrder.of(DEVICES, "cdrom", "disk-1000-1", "ethernet");
        assertThat(order.select(DEVICES)).containsExactly(DRIVE, DRIVE_2, SECOND, CARD);
        assertThat(order.select(new DeviceList(List.of(FLOPPY)))).isEmpty();
        assertThat(order.spec().bootOptions())
                .isNotNull()
                .extracting(options -> options.bootOrder())
                .isEqualTo(order.devices());
    }

    @Test
    void theServersOwnOrderIsADeviceOfNoKind() {
        assertThat(BootOrder.byDefault().devices())
                .containsExactly(
                        VirtualMachineBootOptionsBootableDevice.builder().build());
        assertThat(BootOrder.byDefault().select(DEVICES)).isEmpty();
    }

    @Test
    void whatIsNotThereAndWhatBootsNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootOrder.of(DEVICES, "disk-1000-7"))
                .withMessage("the machine has no device 'disk-1000-7' to boot from");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootOrder.of(DEVICES, "pvscsi-1000"))
                .withMessage("no machine boots from 'pvscsi-1000'");
    }
}
