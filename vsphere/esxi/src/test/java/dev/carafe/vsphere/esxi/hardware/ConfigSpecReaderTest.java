package dev.carafe.vsphere.esxi.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceBacking;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceOperation;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceSpec;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.MissingController;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualParallelPort;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigSpecReaderTest {
    private static final UUID BIOS = UUID.fromString("564d1122-3344-5566-7788-99aabbccddee");
    private static final UUID INSTANCE = UUID.fromString("52001122-3344-5566-7788-99aabbccddee");

    private final FakeHost host = new FakeHost();

    @Test
    void aSpecAsToolsSendItBecomesAMachine() {
        Reconfiguration made = create(spec("web")
                .guestId("debian12_64Guest")
                .numCPUs(2)
                .memoryMB(512L)
                .firmware("efi")
                .extraConfig(List.of(option("guestinfo.hello", "world")))
                .deviceChange(List.of(
                        add(scsi(-1)),
                        addNew(disk(-2, -1, "[datastore1]", 1 << 20)),
                        addNew(disk(-3, -1, "", 2 << 20)),
                        add(nic(-4, "VM Network")),
                        add(cdrom(-5, 200, "[datastore1] iso/a.iso")))));
        VirtualMachine machine = made.machine();
        assertThat(machine.firmware()).isEqualTo(Firmware.EFI);
        assertThat(machine.cpus().count()).isEqualTo(2);
        assertThat(machine.cpus().shares()).isEqualTo(2000);
        assertThat(machine.memory().sizeMib()).isEqualTo(512);
        assertThat(machine.identity().biosUuid()).isEqualTo(BIOS);
        assertThat(machine.extraConfig().guestinfo()).isEqualTo(Map.of("guestinfo.hello", "world"));
        assertThat(machine.devices().controllers())
                .contains(new Controller(ControllerType.PVSCSI, 0), new Controller(ControllerType.IDE, 0));
        assertThat(machine.devices().disks())
                .extracting(Disk::name, Disk::fileName, Disk::capacityBytes)
                .containsExactly(tuple("scsi0:0", "web.vmdk", 1L << 30), tuple("scsi0:1", "web_1.vmdk", 2L << 30));
        assertThat(machine.devices().nics()).hasSize(1).first().satisfies(nic -> {
            assertThat(nic.type()).isEqualTo(NicType.VMXNET3);
            assertThat(nic.key()).isEqualTo(4000);
            assertThat(nic.mac()).hasToString("00:0c:29:cc:dd:ee");
        });
        assertThat(machine.devices().cdroms())
                .extracting(Cdrom::key, Cdrom::isoFileName)
                .containsExactly(tuple(3000, Optional.of("[datastore1] iso/a.iso")));
        assertThat(made.actions())
                .containsExactly(
                        new FileAction.CreateDisk(2000, "web.vmdk", 1L << 30, true, false),
                        new FileAction.CreateDisk(2001, "web_1.vmdk", 2L << 30, true, false));
    }

    @Test
    void unitSevenOfScsiIsLeftOutWhenUnitsAreChosen() {
        VirtualMachine machine = Machines.small();
        for (int i = 0; i < 8; i++) {
            machine = apply(machine, change(addNew(disk(-1, 1000, "", 1024)))).machine();
            host.disks.put("[datastore1] web/web" + (i == 0 ? "" : "_" + i) + ".vmdk", 1L);
        }
        assertThat(machine.devices().disks())
                .extracting(disk -> disk.slot().unit())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9);
    }

    @Test
    void aFaultNamesTheDeviceAndItsProperty() {
        assertDeviceFault(change(addNew(disk(-1, 1005, "", 1024))), MissingController.class, 0, "controllerKey");
        assertDeviceFault(
                change(addNew(disk(-1, 1000, "", 1024).toBuilder().unitNumber(0).build())),
                InvalidDeviceSpec.class,
                0,
                "unitNumber");
        assertDeviceFault(
                change(addNew(disk(-1, 1000, "", 1024).toBuilder().unitNumber(7).build())),
                InvalidDeviceSpec.class,
                0,
                "unitNumber");
        assertDeviceFault(
                change(add(nic(-1, "VM Network")), add(nic(-2, "no such"))),
                InvalidDeviceBacking.class,
                1,
                "backing.deviceName");
        assertDeviceFault(change(addNew(disk(-1, 1000, "", 0))), InvalidDeviceSpec.class, 0, "capacityInKB");
        assertDeviceFault(
                change(add(VirtualParallelPort.builder().key(-1).build())), InvalidDeviceSpec.class, 0, "key");
        assertDeviceFault(change(edit(disk(2000, 1000, "web.vmdk", 1024))), InvalidDeviceSpec.class, 0, "capacityInKB");
        assertDeviceFault(change(remove(disk(2042, 1000, "", 0))), InvalidDeviceSpec.class, 0, "key");
        assertThat(fault(change(remove(scsi(1000))))).isInstanceOf(InvalidDeviceOperation.class);
    }

    @Test
    void aFaultNamesWhatElseIsWrong() {
        assertArgument(spec("web").memoryMB(511L), "configSpec.memoryMB");
        assertArgument(spec("web").numCPUs(0), "configSpec.numCPUs");
        assertArgument(spec("web").numCPUs(4).numCoresPerSocket(3), "configSpec.numCoresPerSocket");
        assertArgument(spec("web").guestId("noGuest"), "configSpec.guestId");
        assertArgument(spec("web").version("vmx-99"), "configSpec.version");
        assertArgument(spec("web").uuid("xyz"), "configSpec.uuid");
        assertArgument(spec("web").extraConfig(List.of(option("a\nb", "c"))), "configSpec.extraConfig[0].key");
        assertThat(faultOf(spec(" "))).isInstanceOf(InvalidName.class);
        assertThat(faultOf(VirtualMachineConfigSpec.builder())).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void aDiskThatIsThereIsAttachedWithItsOwnSizeAndOnlyOnce() {
        host.disks.put("[datastore1] other/data.vmdk", 4L << 20);
        VirtualMachine machine = apply(Machines.small(), change(add(disk(-1, 1000, "[datastore1] other/data.vmdk", 0))))
                .machine();
        assertThat(machine.devices().disks())
                .last()
                .isEqualTo(new Disk(
                        new Slot(BusFamily.SCSI, 0, 1), "[datastore1] other/data.vmdk", 4L << 20, DiskMode.PERSISTENT));
        assertThat(fault(machine, change(add(disk(-1, 1000, "[datastore1] other/data.vmdk", 0)))))
                .isInstanceOf(InvalidDeviceBacking.class);
        assertThat(fault(change(add(disk(-1, 1000, "[datastore1] none.vmdk", 0)))))
                .isInstanceOf(FileNotFound.class);
        assertThat(fault(change(addNew(disk(-1, 1000, "[datastore1] other/data.vmdk", 1024)))))
                .isInstanceOf(FileAlreadyExists.class);
    }

    @Test
    void disksGrowAndGoWithTheirFilesWhenAsked() {
        Reconfiguration grown = apply(Machines.small(), change(edit(disk(2000, 1000, "web.vmdk", 128 << 10))));
        assertThat(grown.actions()).containsExactly(new FileAction.ExtendDisk(2000, "web.vmdk", 128L << 20));
        assertThat(grown.machine().devices().disks().getFirst().capacityBytes()).isEqualTo(128L << 20);
        Reconfiguration destroyed = apply(
                Machines.small(),
                change(VirtualDeviceConfigSpec.builder()
                        .operation(VirtualDeviceConfigSpecOperation.REMOVE)
                        .fileOperation(VirtualDeviceConfigSpecFileOperation.DESTROY)
                        .device(disk(2000, 1000, "", 0))
                        .build()));
        assertThat(destroyed.machine().devices().disks()).isEmpty();
        assertThat(destroyed.actions()).containsExactly(new FileAction.DestroyDisk(2000, "web.vmdk"));
        assertThat(apply(Machines.small(), change(remove(disk(2000, 1000, "", 0))))
                        .actions())
                .isEmpty();
    }

    @Test
    void aPlaceThatBecomesFreeInASpecCanBeTakenInIt() {
        Reconfiguration swapped = apply(
                Machines.small(),
                change(
                        addNew(disk(-1, 1000, "", 1024).toBuilder()
                                .unitNumber(0)
                                .build()),
                        remove(disk(2000, 1000, "", 0))));
        assertThat(swapped.machine().devices().disks()).extracting(Disk::key).containsExactly(2000);
    }

    @Test
    void extraConfigIsNoWayAroundTheChecks() {
        VirtualMachine machine = apply(
                        Machines.small(),
                        VirtualMachineConfigSpec.builder()
                                .extraConfig(List.of(
                                        option("scsi0:3.fileName", "/etc/shadow"),
                                        option("memSize", "999999"),
                                        option("disk.EnableUUID", "TRUE"),
                                        option("guestinfo.hello", "")))
                                .build())
                .machine();
        assertThat(machine.extraConfig().values()).isEqualTo(Map.of("disk.EnableUUID", "TRUE"));
    }

    @Test
    void bootOrderFollowsDevices() {
        VirtualMachine ordered = apply(
                        Machines.small(),
                        VirtualMachineConfigSpec.builder()
                                .bootOptions(VirtualMachineBootOptions.builder()
                                        .bootOrder(List.of(VirtualMachineBootOptionsBootableDiskDevice.builder()
                                                .deviceKey(2000)
                                                .build()))
                                        .build())
                                .build())
                .machine();
        assertThat(ordered.boot().order()).containsExactly("scsi0:0");
        VirtualMachineConfigSpec byDefault = VirtualMachineConfigSpec.builder()
                .bootOptions(VirtualMachineBootOptions.builder()
                        .bootOrder(List.of(VirtualMachineBootOptionsBootableDevice.builder()
                                .build()))
                        .build())
                .build();
        assertThat(apply(ordered, byDefault).machine().boot().order())
                .as("a device of no kind takes the order away")
                .isEmpty();
        assertThat(apply(ordered, change(remove(disk(2000, 1000, "", 0))))
                        .machine()
                        .boot()
                        .order())
                .isEmpty();
    }

    private Reconfiguration create(VirtualMachineConfigSpec.Builder spec) {
        return ConfigSpecReader.create(spec.build(), host, BIOS, INSTANCE, Instant.EPOCH.plusSeconds(1));
    }

    private Reconfiguration apply(VirtualMachine machine, VirtualMachineConfigSpec spec) {
        return ConfigSpecReader.apply(spec, machine, host);
    }

    private Fault fault(VirtualMachineConfigSpec spec) {
        return fault(Machines.small(), spec);
    }

    private Fault fault(VirtualMachine machine, VirtualMachineConfigSpec spec) {
        return catchThrowableOfType(FaultException.class, () -> apply(machine, spec))
                .fault();
    }

    private Fault faultOf(VirtualMachineConfigSpec.Builder spec) {
        return catchThrowableOfType(FaultException.class, () -> create(spec)).fault();
    }

    private void assertDeviceFault(
            VirtualMachineConfigSpec spec, Class<? extends InvalidDeviceSpec> type, int index, String property) {
        assertThat(fault(spec)).isInstanceOf(type).isInstanceOfSatisfying(InvalidDeviceSpec.class, wrong -> {
            assertThat(wrong.deviceIndex()).isEqualTo(index);
            assertThat(wrong.property()).isEqualTo("virtualDeviceSpec.device." + property);
        });
    }

    private void assertArgument(VirtualMachineConfigSpec.Builder spec, String property) {
        assertThat(faultOf(spec))
                .isInstanceOfSatisfying(
                        InvalidArgument.class,
                        wrong -> assertThat(wrong.invalidProperty()).isEqualTo(property));
    }

    private static VirtualMachineConfigSpec.Builder spec(String name) {
        return VirtualMachineConfigSpec.builder().name(name);
    }

    private static VirtualMachineConfigSpec change(VirtualDeviceConfigSpec... changes) {
        return VirtualMachineConfigSpec.builder().deviceChange(List.of(changes)).build();
    }

    private static VirtualDeviceConfigSpec add(VirtualDevice device) {
        return operation(VirtualDeviceConfigSpecOperation.ADD, null, device);
    }

    private static VirtualDeviceConfigSpec addNew(VirtualDevice device) {
        return operation(VirtualDeviceConfigSpecOperation.ADD, VirtualDeviceConfigSpecFileOperation.CREATE, device);
    }

    private static VirtualDeviceConfigSpec edit(VirtualDevice device) {
        return operation(VirtualDeviceConfigSpecOperation.EDIT, null, device);
    }

    private static VirtualDeviceConfigSpec remove(VirtualDevice device) {
        return operation(VirtualDeviceConfigSpecOperation.REMOVE, null, device);
    }

    private static VirtualDeviceConfigSpec operation(
            VirtualDeviceConfigSpecOperation operation,
            @Nullable VirtualDeviceConfigSpecFileOperation fileOperation,
            VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(operation)
                .fileOperation(fileOperation)
                .device(device)
                .build();
    }

    private static ParaVirtualSCSIController scsi(int key) {
        return ParaVirtualSCSIController.builder()
                .key(key)
                .busNumber(0)
                .sharedBus(VirtualSCSISharing.NO_SHARING)
                .build();
    }

    private static VirtualDisk disk(int key, int controllerKey, String fileName, long kib) {
        return VirtualDisk.builder()
                .key(key)
                .controllerKey(controllerKey)
                .unitNumber(-1)
                .capacityInKB(kib)
                .backing(VirtualDiskFlatVer2BackingInfo.builder()
                        .fileName(fileName)
                        .diskMode("persistent")
                        .thinProvisioned(true)
                        .build())
                .build();
    }

    private static VirtualVmxnet3 nic(int key, String network) {
        return VirtualVmxnet3.builder()
                .key(key)
                .backing(VirtualEthernetCardNetworkBackingInfo.builder()
                        .deviceName(network)
                        .build())
                .build();
    }

    private static VirtualCdrom cdrom(int key, int controllerKey, String iso) {
        return VirtualCdrom.builder()
                .key(key)
                .controllerKey(controllerKey)
                .backing(VirtualCdromIsoBackingInfo.builder().fileName(iso).build())
                .build();
    }

    private static OptionValue option(String key, String value) {
        return OptionValue.builder().key(key).value(value).build();
    }
}
