package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevicePciBusSlotInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualPCNet32;
import dev.carafe.vsphere.vim.vim25.VirtualParallelPort;
import dev.carafe.vsphere.vim.vim25.VirtualSATAController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What vAPI says of a machine's devices, by their keys. Pure. */
final class DeviceInfo {
    private static final int SCSI_OWN_UNIT = 7;

    private final Map<Integer, VirtualDevice> byKey = new LinkedHashMap<>();

    private DeviceInfo(List<? extends VirtualDevice> devices) {
        devices.forEach(device -> byKey.put(device.key(), device));
    }

    /** All of the devices, a map for each kind: {@code disks}, {@code nics} and so on. */
    static Map<String, Keyed> of(List<? extends VirtualDevice> devices) {
        return new DeviceInfo(devices).all();
    }

    private Map<String, Keyed> all() {
        Map<String, Keyed> kinds = new LinkedHashMap<>();
        for (DeviceKind kind : DeviceKind.values()) {
            Map<String, Object> found = new LinkedHashMap<>();
            for (VirtualDevice device : byKey.values()) {
                if (kind.type().isInstance(device)) {
                    found.put(Integer.toString(device.key()), one(device));
                }
            }
            kinds.put(kind.field(), new Keyed(found));
        }
        return kinds;
    }

    private Map<String, Object> one(VirtualDevice device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label(device));
        switch (device) {
            case VirtualDisk disk -> disk(disk, fields);
            case VirtualEthernetCard card -> nic(card, fields);
            case VirtualCdrom drive -> {
                place(drive, Bus.IDE, fields);
                fields.put("backing", DriveBacking.cdrom(drive.backing()));
                connection(drive, fields);
            }
            case VirtualFloppy drive -> {
                fields.put("backing", DriveBacking.floppy(drive.backing()));
                connection(drive, fields);
            }
            case VirtualSerialPort port -> {
                fields.put("yield_on_poll", port.yieldOnPoll());
                fields.put("backing", DriveBacking.port(port.backing()));
                connection(port, fields);
            }
            case VirtualParallelPort port -> {
                fields.put("backing", DriveBacking.port(port.backing()));
                connection(port, fields);
            }
            case VirtualController controller -> controller(controller, fields);
            default -> connection(device, fields);
        }
        return fields;
    }

    private static void controller(VirtualController controller, Map<String, Object> fields) {
        switch (controller) {
            case VirtualSCSIController scsi -> {
                fields.put("type", type(scsi));
                Integer own = scsi.scsiCtlrUnitNumber();
                fields.put("scsi", Bus.SCSI.address(scsi, own == null ? SCSI_OWN_UNIT : own));
                fields.put("sharing", sharing(scsi.sharedBus()));
            }
            case VirtualSATAController sata -> {
                fields.put("type", "AHCI");
                fields.put("bus", sata.busNumber());
            }
            default -> fields.put("bus", controller.busNumber());
        }
        pci(controller, fields);
    }

    private static String type(VirtualSCSIController controller) {
        return switch (controller) {
            case ParaVirtualSCSIController _ -> "PVSCSI";
            case VirtualLsiLogicSASController _ -> "LSILOGICSAS";
            case VirtualBusLogicController _ -> "BUSLOGIC";
            default -> "LSILOGIC";
        };
    }

    private static String sharing(@Nullable VirtualSCSISharing shared) {
        return switch (shared) {
            case VIRTUAL_SHARING -> "VIRTUAL";
            case PHYSICAL_SHARING -> "PHYSICAL";
            case null, default -> "NONE";
        };
    }

    private static void pci(VirtualDevice device, Map<String, Object> fields) {
        if (device.slotInfo() instanceof VirtualDevicePciBusSlotInfo slot) {
            fields.put("pci_slot_number", slot.pciSlotNumber());
        }
    }

    private void disk(VirtualDisk disk, Map<String, Object> fields) {
        Long bytes = disk.capacityInBytes();
        fields.put("capacity", bytes == null ? disk.capacityInKB() * 1024 : bytes);
        place(disk, Bus.SCSI, fields);
        if (disk.backing() instanceof VirtualDeviceFileBackingInfo backing) {
            fields.put("backing", Map.of("type", "VMDK_FILE", "vmdk_file", backing.fileName()));
        }
    }

    /** @param unknown what is said of one whose controller is of no known kind */
    private void place(VirtualDevice device, Bus unknown, Map<String, Object> fields) {
        VirtualDevice holder = device.controllerKey() == null ? null : byKey.get(device.controllerKey());
        Bus bus = Bus.of(holder);
        fields.put("type", (bus == null ? unknown : bus).name());
        if (bus != null && holder instanceof VirtualController controller && device.unitNumber() != null) {
            fields.put(bus.field(), bus.address(controller, device.unitNumber()));
        }
    }

    private static void nic(VirtualEthernetCard card, Map<String, Object> fields) {
        fields.put(
                "type",
                switch (card) {
                    case VirtualE1000 _ -> "E1000";
                    case VirtualE1000e _ -> "E1000E";
                    case VirtualPCNet32 _ -> "PCNET32";
                    default -> "VMXNET3";
                });
        Summaries.put(fields, "mac_address", card.macAddress());
        if (card.addressType() != null) {
            fields.put("mac_type", card.addressType().toUpperCase(Locale.ROOT));
        }
        pci(card, fields);
        connection(card, fields);
        fields.put("wake_on_lan_enabled", Boolean.TRUE.equals(card.wakeOnLanEnabled()));
        if (card.backing() instanceof VirtualEthernetCardNetworkBackingInfo backing) {
            Map<String, Object> network = new LinkedHashMap<>();
            network.put("type", "STANDARD_PORTGROUP");
            network.put("network_name", backing.deviceName());
            if (backing.network() != null) {
                network.put("network", backing.network().value());
            }
            fields.put("backing", network);
        } else if (card.backing() instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)) {
            Map<String, Object> network = new LinkedHashMap<>();
            network.put("type", "DISTRIBUTED_PORTGROUP");
            Summaries.put(network, "network", port.portgroupKey());
            network.put("distributed_switch_uuid", port.switchUuid());
            Summaries.put(network, "distributed_port", port.portKey());
            if (port.connectionCookie() != null) {
                network.put("connection_cookie", port.connectionCookie());
            }
            fields.put("backing", network);
        }
    }

    private static void connection(VirtualDevice device, Map<String, Object> fields) {
        VirtualDeviceConnectInfo connectable = device.connectable();
        fields.put("state", connectable != null && connectable.connected() ? "CONNECTED" : "NOT_CONNECTED");
        fields.put("start_connected", connectable != null && connectable.startConnected());
        fields.put("allow_guest_control", connectable != null && connectable.allowGuestControl());
    }

    private static String label(VirtualDevice device) {
        return device.deviceInfo() == null
                ? "device " + device.key()
                : device.deviceInfo().label();
    }
}
