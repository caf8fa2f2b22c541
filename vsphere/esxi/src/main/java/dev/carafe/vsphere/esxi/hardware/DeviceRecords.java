package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import dev.carafe.vsphere.vim.vim25.StorageIOAllocationInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single devices as the API's records. */
final class DeviceRecords {
    private static final int NORMAL_SHARES = 1000;

    private DeviceRecords() {}

    static VirtualDevice disk(Disk disk, int number, HardwareView view) {
        DiskFacts facts = view.disk(disk.key())
                .orElseGet(() ->
                        new DiskFacts(List.of(view.path(disk.fileName())), disk.capacityBytes(), false, false, ""));
        long kilobytes = facts.capacityBytes() / 1024;
        return VirtualDisk.builder()
                .key(disk.key())
                .deviceInfo(VirtualDevices.info("Hard disk " + number, String.format(Locale.ROOT, "%,d KB", kilobytes)))
                .backing(diskBacking(disk, facts, 0, view))
                .controllerKey(disk.slot().controllerKey())
                .unitNumber(disk.slot().unit())
                .capacityInKB(kilobytes)
                .capacityInBytes(facts.capacityBytes())
                .shares(normalShares())
                .storageIOAllocation(StorageIOAllocationInfo.builder()
                        .limit(-1L)
                        .shares(normalShares())
                        .reservation(0)
                        .build())
                .nativeUnmanagedLinkedClone(false)
                .guestReadOnly(false)
                .build();
    }

    /** A layer of the chain with those beneath it as its parents. */
    private static @Nullable VirtualDiskFlatVer2BackingInfo diskBacking(
            Disk disk, DiskFacts facts, int layer, HardwareView view) {
        if (layer >= facts.chain().size()) {
            return null;
        }
        String path = facts.chain().get(layer);
        return VirtualDiskFlatVer2BackingInfo.builder()
                .fileName(path)
                .datastore(view.datastore(path))
                .backingObjectId("")
                .diskMode(layer == 0 ? disk.mode().value() : "persistent")
                .split(false)
                .writeThrough(false)
                .thinProvisioned(facts.thin())
                .eagerlyScrub(facts.eagerlyScrub() ? Boolean.TRUE : null)
                .uuid(facts.uuid().isEmpty() ? null : facts.uuid())
                .parent(diskBacking(disk, facts, layer + 1, view))
                .digestEnabled(false)
                .sharing("sharingNone")
                .build();
    }

    static VirtualDevice cdrom(Cdrom cdrom, int number, HardwareView view) {
        String path = cdrom.isoFileName().map(view::path).orElse("");
        VirtualDeviceBackingInfo backing = path.isEmpty()
                ? VirtualCdromRemotePassthroughBackingInfo.builder()
                        .deviceName("")
                        .useAutoDetect(false)
                        .exclusive(false)
                        .build()
                : VirtualCdromIsoBackingInfo.builder()
                        .fileName(path)
                        .datastore(view.datastore(path))
                        .backingObjectId("")
                        .build();
        return VirtualCdrom.builder()
                .key(cdrom.key())
                .deviceInfo(
                        VirtualDevices.info("CD/DVD drive " + number, path.isEmpty() ? "Remote device" : "ISO " + path))
                .backing(backing)
                .connectable(connectable(cdrom.startConnected(), view.connected(cdrom.key())))
                .controllerKey(cdrom.slot().controllerKey())
                .unitNumber(cdrom.slot().unit())
                .build();
    }

    static VirtualDevice nic(Nic nic, int number, HardwareView view) {
        Description info = VirtualDevices.info("Network adapter " + number, nic.portGroup());
        VirtualDeviceBackingInfo backing = VirtualEthernetCardNetworkBackingInfo.builder()
                .deviceName(nic.portGroup())
                .useAutoDetect(false)
                .network(view.network(nic.portGroup()))
                .inPassthroughMode(false)
                .build();
        VirtualDeviceConnectInfo connectable = connectable(nic.startConnected(), view.connected(nic.key()));
        int unit = DeviceKeys.NIC_UNIT + nic.index();
        String addressType = addressType(nic.mac());
        String mac = nic.mac().toString();
        return switch (nic.type()) {
            // The API knows no virtio card; its fellow is what a client can best make of it.
            case VMXNET3, VIRTIO ->
                VirtualVmxnet3.builder()
                        .key(nic.key())
                        .deviceInfo(info)
                        .backing(backing)
                        .connectable(connectable)
                        .controllerKey(DeviceKeys.PCI)
                        .unitNumber(unit)
                        .addressType(addressType)
                        .macAddress(mac)
                        .wakeOnLanEnabled(true)
                        .uptCompatibilityEnabled(false)
                        .build();
            case E1000 ->
                VirtualE1000.builder()
                        .key(nic.key())
                        .deviceInfo(info)
                        .backing(backing)
                        .connectable(connectable)
                        .controllerKey(DeviceKeys.PCI)
                        .unitNumber(unit)
                        .addressType(addressType)
                        .macAddress(mac)
                        .wakeOnLanEnabled(true)
                        .build();
            case E1000E ->
                VirtualE1000e.builder()
                        .key(nic.key())
                        .deviceInfo(info)
                        .backing(backing)
                        .connectable(connectable)
                        .controllerKey(DeviceKeys.PCI)
                        .unitNumber(unit)
                        .addressType(addressType)
                        .macAddress(mac)
                        .wakeOnLanEnabled(true)
                        .build();
        };
    }

    /** Who gave a card its address, by the ranges that VMware set aside: a host, a vCenter, or somebody by hand. */
    static String addressType(MacAddress mac) {
        long vendor = mac.value() >> 24;
        if (vendor == 0x000c29L) {
            return "generated";
        }
        long fourth = mac.value() >> 16 & 0xff;
        return vendor == 0x005056L && fourth >= 0x80 && fourth < 0xc0 ? "assigned" : "manual";
    }

    static String summary(ControllerType type) {
        return switch (type) {
            case IDE -> "IDE";
            case AHCI -> "AHCI";
            case NVME -> "NVME";
            case BUS_LOGIC -> "BusLogic";
            case LSI_LOGIC -> "LSI Logic";
            case LSI_LOGIC_SAS -> "LSI Logic SAS";
            case PVSCSI -> "VMware paravirtual SCSI";
        };
    }

    static VirtualDeviceConnectInfo connectable(boolean startConnected, boolean connected) {
        return VirtualDeviceConnectInfo.builder()
                .startConnected(startConnected)
                .allowGuestControl(true)
                .connected(connected)
                .status(connected ? "ok" : "untried")
                .build();
    }

    private static SharesInfo normalShares() {
        return SharesInfo.builder()
                .shares(NORMAL_SHARES)
                .level(SharesLevel.NORMAL)
                .build();
    }
}
