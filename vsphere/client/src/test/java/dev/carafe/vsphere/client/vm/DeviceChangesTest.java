package dev.carafe.vsphere.client.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSIOController;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceChangesTest {
    private static final VirtualEthernetCardNetworkBackingInfo NETWORK = VirtualEthernetCardNetworkBackingInfo.builder()
            .deviceName("VM Network")
            .build();

    private static final VirtualDeviceConnectInfo CONNECTED = VirtualDeviceConnectInfo.builder()
            .startConnected(true)
            .allowGuestControl(true)
            .connected(true)
            .build();

    @Test
    void theFirstDiskOfANewMachineBringsItsController() {
        DeviceChanges changes = DeviceChanges.ofNewMachine().addDisk(1L << 30, null, "");

        assertThat(changes.list())
                .extracting(VirtualDeviceConfigSpec::operation)
                .containsOnly(VirtualDeviceConfigSpecOperation.ADD);
        VirtualController controller =
                (VirtualController) changes.list().getFirst().device();
        VirtualDisk disk = (VirtualDisk) changes.list().getLast().device();
        assertThat(ControllerType.PVSCSI.isMakeOf(controller)).isTrue();
        assertThat(disk.controllerKey()).isEqualTo(controller.key());
        assertThat(disk.unitNumber()).isZero();
        assertThat(disk.key()).isNotEqualTo(controller.key());
        assertThat(disk.capacityInKB()).isEqualTo(1L << 20);
        assertThat(changes.list().getLast().fileOperation()).isEqualTo(VirtualDeviceConfigSpecFileOperation.CREATE);
    }

    @Test
    void disksFillAControllerWithoutItsOwnUnitAndThenTheNext() {
        DeviceChanges changes = DeviceChanges.ofNewMachine();
        for (int i = 0; i < 16; i++) {
            changes.addDisk(1L << 30, null, "");
        }
        List<VirtualDisk> disks = changes.devices().ofType(VirtualDisk.class);
        assertThat(disks)
                .extracting(VirtualDisk::unitNumber)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 0);
        assertThat(changes.devices().controllers(ControllerType.PVSCSI))
                .extracting(VirtualController::busNumber)
                .containsExactly(0, 1);
        assertThat(changes.devices().all()).extracting(VirtualDevice::key).doesNotHaveDuplicates();
    }

    @Test
    void allScsiControllersShareTheirBuses() {
        DeviceChanges changes = DeviceChanges.ofNewMachine()
                .addController(ControllerType.PVSCSI)
                .addController(ControllerType.LSI_LOGIC)
                .addController(ControllerType.LSI_LOGIC_SAS)
                .addController(ControllerType.PVSCSI);
        assertThatIllegalStateException()
                .isThrownBy(() -> changes.addController(ControllerType.LSI_LOGIC))
                .withMessage("the machine has all 4 controllers that it may have of the kind LSI_LOGIC");
        changes.addController(ControllerType.SATA); // has its own
    }

    @Test
    void aCdromGoesToIdeWhereThereIsRoomAndElseToSata() {
        DeviceList ide = new DeviceList(List.of(ControllerType.IDE.make(200, 0)));
        DeviceChanges changes = new DeviceChanges(ide);
        changes.addCdrom("[ds] a.iso").addEmptyCdrom().addEmptyCdrom();

        List<VirtualCdrom> drives = changes.devices().ofType(VirtualCdrom.class);
        VirtualController sata =
                changes.devices().controllers(ControllerType.SATA).getFirst();
        assertThat(drives).extracting(VirtualCdrom::controllerKey).containsExactly(200, 200, sata.key());
        assertThat(drives.getFirst().backing()).isInstanceOf(VirtualCdromIsoBackingInfo.class);

        changes.eject(drives.getFirst());
        assertThat(changes.list().getLast().operation()).isEqualTo(VirtualDeviceConfigSpecOperation.EDIT);
        assertThat(changes.list().getLast().device().backing()).isNotInstanceOf(VirtualCdromIsoBackingInfo.class);
        assertThat(changes.devices().ofType(VirtualCdrom.class)).hasSize(3);
    }

    @Test
    void aFloppysImageAndASerialPortsOtherEndAreChanged() {
        VirtualSIOController board =
                VirtualSIOController.builder().key(400).busNumber(0).build();
        DeviceChanges changes = new DeviceChanges(new DeviceList(List.of(board)))
                .addFloppy("[ds] a.flp")
                .addEmptyFloppy()
                .addSerialPort(SerialBacking.file("[ds] a.log"));
        VirtualFloppy drive = changes.devices().ofType(VirtualFloppy.class).getFirst();
        VirtualSerialPort port =
                changes.devices().ofType(VirtualSerialPort.class).getFirst();
        assertThat(changes.devices().on(board)).hasSize(3);
        assertThat(drive.backing())
                .isEqualTo(VirtualFloppyImageBackingInfo.builder()
                        .fileName("[ds] a.flp")
                        .build());

        changes.eject(drive).insert(drive, "[ds] b.flp").connect(port, SerialBacking.listening("telnet://:33233"));
        assertThat(changes.devices().ofType(VirtualSerialPort.class))
                .extracting(VirtualSerialPort::backing)
                .containsExactly(VirtualSerialPortURIBackingInfo.builder()
                        .serviceURI("telnet://:33233")
                        .direction("server")
                        .build());
        assertThat(changes.devices().byBacking(RemovableMedia.floppy("[ds] b.flp")))
                .extracting(VirtualDevice::key)
                .containsExactly(drive.key());
        assertThat(changes.list())
                .extracting(VirtualDeviceConfigSpec::operation)
                .endsWith(
                        VirtualDeviceConfigSpecOperation.ADD,
                        VirtualDeviceConfigSpecOperation.EDIT,
                        VirtualDeviceConfigSpecOperation.EDIT,
                        VirtualDeviceConfigSpecOperation.EDIT);
    }

    @Test
    void aMachineHasOneUsbControllerOfAMake() {
        DeviceChanges changes =
                DeviceChanges.ofNewMachine().addUsbController(UsbType.EHCI).addUsbController(UsbType.XHCI);
        assertThat(changes.devices().all()).extracting(changes.devices()::kind).containsExactly("usb", "usbxhci");
        assertThatIllegalStateException()
                .isThrownBy(() -> changes.addUsbController(UsbType.XHCI))
                .withMessage("the machine has a USB controller of the kind XHCI");
    }

    @Test
    void anExistingDiskIsAttachedWithoutBeingMadeAndDestroyedWithItsFile() {
        DeviceChanges changes = DeviceChanges.ofNewMachine().attachDisk("[ds] b.vmdk");
        VirtualDisk disk = changes.devices().ofType(VirtualDisk.class).getFirst();
        assertThat(changes.list().getLast().fileOperation()).isNull();
        assertThat(disk.backing())
                .isInstanceOfSatisfying(
                        VirtualDiskFlatVer2BackingInfo.class,
                        backing -> assertThat(backing.fileName()).isEqualTo("[ds] b.vmdk"));

        changes.destroy(disk);
        assertThat(changes.list().getLast().fileOperation()).isEqualTo(VirtualDeviceConfigSpecFileOperation.DESTROY);
        assertThat(changes.devices().ofType(VirtualDisk.class)).isEmpty();
    }

    @Test
    void devicesHaveTheNamesThatGovcHasForThem() {
        VirtualDevice controller = ControllerType.PVSCSI.make(1000, 0);
        VirtualDevice nic = NicType.VMXNET3.make(4000, NETWORK, CONNECTED).withUnitNumber(8);
        VirtualDevice disk = VirtualDisk.builder()
                .key(2000)
                .controllerKey(1000)
                .unitNumber(3)
                .capacityInKB(1L)
                .build();
        VirtualDevice cdrom = VirtualCdrom.builder().key(3000).build();
        DeviceList devices = new DeviceList(List.of(controller, nic, disk, cdrom, ControllerType.IDE.make(200, 0)));
        assertThat(devices.all())
                .extracting(devices::name)
                .containsExactly("pvscsi-1000", "ethernet-1", "disk-1000-3", "cdrom-3000", "ide-200");
        assertThat(devices.byName("disk-1000-3")).hasValue(disk);
        assertThat(devices.on((VirtualController) controller)).containsExactly(disk);
    }

    @Test
    void devicesAreFoundByWhatIsBehindThem() {
        VirtualEthernetCardNetworkBackingInfo other = VirtualEthernetCardNetworkBackingInfo.builder()
                .deviceName("other")
                .build();
        DeviceChanges changes = DeviceChanges.ofNewMachine()
                .addNic(NicType.VMXNET3, NETWORK)
                .addNic(NicType.E1000, other)
                .addNic(NicType.E1000E, NETWORK)
                .addDisk(1L << 30, null, "[ds] a.vmdk")
                .addEmptyCdrom();
        DeviceList devices = changes.devices();
        assertThat(devices.byBacking(NETWORK))
                .extracting(devices::kind, each -> each.dataType().wsdlName())
                .containsExactly(tuple("ethernet", "VirtualVmxnet3"), tuple("ethernet", "VirtualE1000e"));
        assertThat(devices.byBacking(VirtualDiskFlatVer2BackingInfo.builder()
                        .fileName("[ds] a.vmdk")
                        .diskMode("independent_persistent")
                        .build()))
                .containsExactlyElementsOf(devices.ofType(VirtualDisk.class));
        assertThat(devices.byBacking(VirtualCdromIsoBackingInfo.builder()
                        .fileName("[ds] a.vmdk")
                        .build()))
                .as("a disc is no disk")
                .isEmpty();
    }

    @Test
    void theFirstAdaptersAddressIsTheMachines() {
        VirtualEthernetCard second = ((VirtualEthernetCard) NicType.VMXNET3.make(4001, NETWORK, CONNECTED))
                .withMacAddress("00:50:56:00:00:02");
        VirtualEthernetCard first = ((VirtualEthernetCard) NicType.VMXNET3.make(4000, NETWORK, CONNECTED))
                .withMacAddress("00:50:56:00:00:01");
        assertThat(new DeviceList(List.of(second.withUnitNumber(8), first.withUnitNumber(7))).primaryMacAddress())
                .hasValue("00:50:56:00:00:01");
        assertThat(new DeviceList(List.of(NicType.VMXNET3.make(4000, NETWORK, CONNECTED))).primaryMacAddress())
                .as("it is given one when it is made")
                .isEmpty();
        assertThat(new DeviceList(List.of()).primaryMacAddress()).isEmpty();
    }

    @Test
    void aControllerIsTakenWhileItHasRoom() {
        DeviceChanges changes = DeviceChanges.ofNewMachine().disksOn(ControllerType.NVME);
        assertThat(changes.devices().controllerWithRoom(ControllerType.NVME)).isEmpty();
        changes.addDisk(1L << 30, null, "");
        VirtualController first =
                changes.devices().controllers(ControllerType.NVME).getFirst();
        assertThat(changes.devices().controllerWithRoom(ControllerType.NVME)).hasValue(first);
        for (int i = 1; i < 15; i++) {
            changes.addDisk(1L << 30, null, "");
        }
        assertThat(changes.devices().controllerWithRoom(ControllerType.NVME)).isEmpty();
        assertThat(changes.devices().byKey(changes.devices().freeKey())).isEmpty();
    }
}
