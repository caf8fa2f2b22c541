package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyRemoteDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.List;

/** Config specs as clients send them. */
final class Specs {
    private Specs() {}

    /** A machine with a small disk on PVSCSI and a serial port into a file. */
    static VirtualMachineConfigSpec small(String name) {
        return VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId("otherLinux64Guest")
                .memoryMB(64L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[datastore1]")
                        .build())
                .deviceChange(List.of(
                        add(ParaVirtualSCSIController.builder()
                                .key(-1)
                                .busNumber(0)
                                .sharedBus(VirtualSCSISharing.NO_SHARING)
                                .build()),
                        addNew(disk(-2, -1, 4096)),
                        add(VirtualSerialPort.builder()
                                .key(-3)
                                .yieldOnPoll(true)
                                .backing(VirtualSerialPortFileBackingInfo.builder()
                                        .fileName("serial.log")
                                        .build())
                                .build())))
                .build();
    }

    static VirtualMachineConfigSpec changing(VirtualDeviceConfigSpec... changes) {
        return VirtualMachineConfigSpec.builder().deviceChange(List.of(changes)).build();
    }

    static VirtualDisk disk(int key, int controllerKey, long kib) {
        return VirtualDisk.builder()
                .key(key)
                .controllerKey(controllerKey)
                .unitNumber(-1)
                .capacityInKB(kib)
                .backing(VirtualDiskFlatVer2BackingInfo.builder()
                        .fileName("")
                        .diskMode("persistent")
                        .thinProvisioned(true)
                        .build())
                .build();
    }

    static VirtualDeviceConfigSpec add(VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .device(device)
                .build();
    }

    static VirtualDeviceConfigSpec addNew(VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .fileOperation(VirtualDeviceConfigSpecFileOperation.CREATE)
                .device(device)
                .build();
    }

    static VirtualDeviceConfigSpec removeWithFile(VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.REMOVE)
                .fileOperation(VirtualDeviceConfigSpecFileOperation.DESTROY)
                .device(device)
                .build();
    }

    static VirtualDeviceConfigSpec edit(VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.EDIT)
                .device(device)
                .build();
    }

    static VirtualNVMEController nvme(int key) {
        return VirtualNVMEController.builder().key(key).busNumber(0).build();
    }

    static VirtualCdrom emptyDrive(int key) {
        return VirtualCdrom.builder()
                .key(key)
                .controllerKey(200)
                .unitNumber(0)
                .backing(VirtualCdromRemotePassthroughBackingInfo.builder()
                        .deviceName("")
                        .exclusive(false)
                        .build())
                .build();
    }

    static VirtualCdrom image(int key, String iso) {
        return emptyDrive(key).toBuilder()
                .backing(VirtualCdromIsoBackingInfo.builder().fileName(iso).build())
                .build();
    }

    static VirtualFloppy emptyFloppy(int key) {
        return VirtualFloppy.builder()
                .key(key)
                .backing(VirtualFloppyRemoteDeviceBackingInfo.builder()
                        .deviceName("")
                        .build())
                .build();
    }

    static VirtualFloppy floppy(int key, String image) {
        return emptyFloppy(key).toBuilder()
                .backing(VirtualFloppyImageBackingInfo.builder().fileName(image).build())
                .build();
    }

    static VirtualVmxnet3 card(int key) {
        return VirtualVmxnet3.builder()
                .key(key)
                .backing(VirtualEthernetCardNetworkBackingInfo.builder()
                        .deviceName("VM Network")
                        .build())
                .build();
    }
}
