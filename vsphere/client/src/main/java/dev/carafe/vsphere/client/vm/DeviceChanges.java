package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDiskMode;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualSIOController;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to change among a machine's devices: keys, controllers and units are chosen so that they fit those that are there
 * and those that are added before. Not thread-safe; no I/O.
 */
public final class DeviceChanges {
    private final List<VirtualDeviceConfigSpec> changes = new ArrayList<>();
    private DeviceList devices;
    private ControllerType diskController = ControllerType.PVSCSI;

    /** For a machine that has these devices. */
    public DeviceChanges(DeviceList present) {
        this.devices = present;
    }

    /** For a machine that is to be made. */
    public static DeviceChanges ofNewMachine() {
        return new DeviceChanges(new DeviceList(List.of()));
    }

    /** The make of controller that disks get from here on; PVSCSI at first. */
    public DeviceChanges disksOn(ControllerType type) {
        diskController = type;
        return this;
    }

    /** The devices as they will be. */
    public DeviceList devices() {
        return devices;
    }

    /**
     * Adds a controller.
     *
     * @throws IllegalStateException when the machine has as many as it may have
     */
    public DeviceChanges addController(ControllerType type) {
        newController(type);
        return this;
    }

    /**
     * Adds a new, empty, thin disk on a controller that has room, or on a new one.
     *
     * @param file where it is to be, such as {@code [datastore1] vm/data.vmdk}; empty lets the server choose
     * @param datastore where the server chooses; null beside the machine
     */
    public DeviceChanges addDisk(
            long capacityBytes, @Nullable ManagedObjectReference<Datastore> datastore, String file) {
        return add(disk(capacityBytes, datastore, file, true), VirtualDeviceConfigSpecFileOperation.CREATE);
    }

    /** The same with all its space taken from the start. */
    public DeviceChanges addThickDisk(
            long capacityBytes, @Nullable ManagedObjectReference<Datastore> datastore, String file) {
        return add(disk(capacityBytes, datastore, file, false), VirtualDeviceConfigSpecFileOperation.CREATE);
    }

    /** Attaches a disk that is there already. */
    public DeviceChanges attachDisk(String file) {
        return add(disk(0, null, file, null), null);
    }

    private VirtualDevice disk(
            long capacityBytes,
            @Nullable ManagedObjectReference<Datastore> datastore,
            String file,
            @Nullable Boolean thin) {
        VirtualDisk disk = VirtualDisk.builder()
                .key(devices.freeKey())
                .backing(VirtualDiskFlatVer2BackingInfo.builder()
                        .fileName(file)
                        .datastore(datastore)
                        .diskMode(VirtualDiskMode.PERSISTENT.wire())
                        .thinProvisioned(thin)
                        .build())
                .capacityInKB(capacityBytes >> 10)
                .capacityInBytes(capacityBytes == 0 ? null : capacityBytes)
                .build();
        return placed(disk, diskController);
    }

    /** Adds a network adapter that is connected whenever the machine is on. */
    public DeviceChanges addNic(NicType type, VirtualDeviceBackingInfo network) {
        return add(type.make(devices.freeKey(), network, RemovableMedia.connectable(true)), null);
    }

    /** Adds a CD-ROM drive with a disc in it, on IDE where there is room, else on SATA. */
    public DeviceChanges addCdrom(String isoFile) {
        return add(cdrom(RemovableMedia.disc(isoFile), RemovableMedia.connectable(true)), null);
    }

    /** Adds a CD-ROM drive without a disc. */
    public DeviceChanges addEmptyCdrom() {
        return add(cdrom(RemovableMedia.noDisc(), RemovableMedia.connectable(false)), null);
    }

    private VirtualDevice cdrom(VirtualDeviceBackingInfo backing, VirtualDeviceConnectInfo connectable) {
        VirtualCdrom drive = VirtualCdrom.builder()
                .key(devices.freeKey())
                .backing(backing)
                .connectable(connectable)
                .build();
        boolean ide = devices.controllerWithRoom(ControllerType.IDE).isPresent();
        return placed(drive, ide ? ControllerType.IDE : ControllerType.SATA);
    }

    /** Puts a disc into a drive. */
    public DeviceChanges insert(VirtualCdrom drive, String isoFile) {
        return edit(drive.withBacking(RemovableMedia.disc(isoFile)).withConnectable(RemovableMedia.connectable(true)));
    }

    /** Takes the disc out of a drive. */
    public DeviceChanges eject(VirtualCdrom drive) {
        return edit(drive.withBacking(RemovableMedia.noDisc()).withConnectable(RemovableMedia.connectable(false)));
    }

    /** Adds a floppy drive with an image in it, such as {@code [datastore1] web/drivers.flp}. */
    public DeviceChanges addFloppy(String imageFile) {
        return add(floppy(RemovableMedia.floppy(imageFile), true), null);
    }

    /** Adds a floppy drive without a floppy. */
    public DeviceChanges addEmptyFloppy() {
        return add(floppy(RemovableMedia.noFloppy(), false), null);
    }

    private VirtualDevice floppy(VirtualDeviceBackingInfo backing, boolean connected) {
        return onBoard(VirtualFloppy.builder()
                .key(devices.freeKey())
                .backing(backing)
                .connectable(RemovableMedia.connectable(connected))
                .build());
    }

    /** Puts a floppy's image into a drive. */
    public DeviceChanges insert(VirtualFloppy drive, String imageFile) {
        return edit(
                drive.withBacking(RemovableMedia.floppy(imageFile)).withConnectable(RemovableMedia.connectable(true)));
    }

    /** Takes the floppy out of a drive. */
    public DeviceChanges eject(VirtualFloppy drive) {
        return edit(drive.withBacking(RemovableMedia.noFloppy()).withConnectable(RemovableMedia.connectable(false)));
    }

    /** Adds a serial port; {@link SerialBacking} says to whom. */
    public DeviceChanges addSerialPort(VirtualDeviceBackingInfo backing) {
        return add(
                onBoard(VirtualSerialPort.builder()
                        .key(devices.freeKey())
                        .backing(backing)
                        .yieldOnPoll(true)
                        .build()),
                null);
    }

    /** Connects a serial port with somebody else; {@link SerialBacking#nowhere} disconnects it. */
    public DeviceChanges connect(VirtualSerialPort port, VirtualDeviceBackingInfo backing) {
        return edit(port.withBacking(backing));
    }

    /** On the machine's board, on which it has a controller from the start; the server says where. */
    private VirtualDevice onBoard(VirtualDevice device) {
        return devices.ofType(VirtualSIOController.class).stream()
                .findFirst()
                .map(board -> device.withControllerKey(board.key()))
                .orElse(device);
    }

    /**
     * Adds a USB controller.
     *
     * @throws IllegalStateException when the machine has one of its make
     */
    public DeviceChanges addUsbController(UsbType type) {
        if (devices.ofType(VirtualController.class).stream().anyMatch(type::isMakeOf)) {
            throw new IllegalStateException("the machine has a USB controller of the kind " + type);
        }
        return add(type.make(devices.freeKey()), null);
    }

    /** Makes a disk larger; its contents stay. */
    public DeviceChanges extend(VirtualDisk disk, long capacityBytes) {
        return edit(disk.toBuilder()
                .capacityInKB(capacityBytes >> 10)
                .capacityInBytes(capacityBytes)
                .build());
    }

    /** Connects or disconnects a device that can be. */
    public DeviceChanges connect(VirtualDevice device, boolean connected) {
        VirtualDeviceConnectInfo before = device.connectable();
        VirtualDeviceConnectInfo after = before == null
                ? RemovableMedia.connectable(connected)
                : before.toBuilder()
                        .startConnected(connected)
                        .connected(connected)
                        .build();
        return edit(device.withConnectable(after));
    }

    /** Adds a device as it is given; its key must be free. */
    public DeviceChanges add(VirtualDevice device) {
        return add(device, null);
    }

    /** Changes a device into what is given, which has its key. */
    public DeviceChanges edit(VirtualDevice device) {
        devices = devices.without(device).with(device);
        return change(VirtualDeviceConfigSpecOperation.EDIT, device, null);
    }

    /** Removes a device; a disk's file stays. */
    public DeviceChanges remove(VirtualDevice device) {
        devices = devices.without(device);
        return change(VirtualDeviceConfigSpecOperation.REMOVE, device, null);
    }

    /** Removes a disk and its file. */
    public DeviceChanges destroy(VirtualDisk disk) {
        devices = devices.without(disk);
        return change(VirtualDeviceConfigSpecOperation.REMOVE, disk, VirtualDeviceConfigSpecFileOperation.DESTROY);
    }

    /** The changes, for a spec of one's own. */
    public List<VirtualDeviceConfigSpec> list() {
        return List.copyOf(changes);
    }

    /** A spec with these changes alone. */
    public VirtualMachineConfigSpec spec() {
        return VirtualMachineConfigSpec.builder().deviceChange(list()).build();
    }

    private DeviceChanges add(VirtualDevice device, @Nullable VirtualDeviceConfigSpecFileOperation file) {
        devices = devices.with(device);
        return change(VirtualDeviceConfigSpecOperation.ADD, device, file);
    }

    private DeviceChanges change(
            VirtualDeviceConfigSpecOperation operation,
            VirtualDevice device,
            @Nullable VirtualDeviceConfigSpecFileOperation file) {
        changes.add(VirtualDeviceConfigSpec.builder()
                .operation(operation)
                .fileOperation(file)
                .device(device)
                .build());
        return this;
    }

    private VirtualDevice placed(VirtualDevice device, ControllerType type) {
        Optional<VirtualController> controller = devices.controllerWithRoom(type);
        if (controller.isPresent()) {
            return device.withControllerKey(controller.get().key())
                    .withUnitNumber(devices.freeUnit(controller.get(), type).orElseThrow());
        }
        VirtualController fresh = newController(type);
        VirtualDevice keyed = device.withKey(devices.freeKey());
        return keyed.withControllerKey(fresh.key()).withUnitNumber(0);
    }

    private VirtualController newController(ControllerType type) {
        int bus = devices.freeBus(type)
                .orElseThrow(() -> new IllegalStateException(
                        "the machine has all " + type.buses() + " controllers that it may have of the kind " + type));
        VirtualController controller = type.make(devices.freeKey(), bus);
        add(controller, null);
        return controller;
    }
}
