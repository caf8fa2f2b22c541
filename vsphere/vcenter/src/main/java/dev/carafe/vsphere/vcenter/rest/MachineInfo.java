package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualPCNet32;
import dev.carafe.vsphere.vim.vim25.VirtualSATAController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSIController;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code vcenter/vm/ID} says of a machine. */
final class MachineInfo {
    private MachineInfo() {}

    static Map<String, Object> of(VirtualMachineProperties machine) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Summaries.put(fields, "name", machine.name());
        if (machine.runtime() != null) {
            fields.put("power_state", Summaries.constant(machine.runtime().powerState()));
        }
        VirtualMachineConfigInfo config = machine.config();
        if (config == null) {
            return fields;
        }
        fields.put("guest_OS", guest(config.guestId()));
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("name", config.name());
        identity.put("bios_uuid", config.uuid());
        Summaries.put(identity, "instance_uuid", config.instanceUuid());
        fields.put("identity", identity);
        fields.put(
                "cpu",
                Map.of(
                        "count", config.hardware().numCPU(),
                        "cores_per_socket",
                                config.hardware().numCoresPerSocket() == null
                                        ? 1
                                        : config.hardware().numCoresPerSocket(),
                        "hot_add_enabled", Boolean.TRUE.equals(config.cpuHotAddEnabled()),
                        "hot_remove_enabled", Boolean.TRUE.equals(config.cpuHotRemoveEnabled())));
        fields.put(
                "memory",
                Map.of(
                        "size_MiB", config.hardware().memoryMB(),
                        "hot_add_enabled", Boolean.TRUE.equals(config.memoryHotAddEnabled())));
        fields.put(
                "hardware",
                Map.of(
                        "version", config.version().toUpperCase(Locale.ROOT).replace('-', '_'),
                        "upgrade_policy", "NEVER",
                        "upgrade_status", "NONE"));
        fields.put("boot", MachineBoot.info(config));
        fields.put("boot_devices", MachineBoot.devices(config));
        devices(config, fields);
        return fields;
    }

    private static void devices(VirtualMachineConfigInfo config, Map<String, Object> fields) {
        Map<Integer, VirtualDevice> byKey = new LinkedHashMap<>();
        config.hardware().device().forEach(device -> byKey.put(device.key(), device));
        Map<String, Object> disks = new LinkedHashMap<>();
        Map<String, Object> nics = new LinkedHashMap<>();
        Map<String, Object> scsi = new LinkedHashMap<>();
        Map<String, Object> sata = new LinkedHashMap<>();
        Map<String, Object> nvme = new LinkedHashMap<>();
        for (VirtualDevice device : byKey.values()) {
            String key = Integer.toString(device.key());
            switch (device) {
                case VirtualDisk disk -> disks.put(key, disk(disk, byKey));
                case VirtualEthernetCard card -> nics.put(key, nic(card));
                case VirtualSCSIController controller -> scsi.put(key, controller(controller, "scsi"));
                case VirtualSATAController controller -> sata.put(key, controller(controller, "sata"));
                case VirtualNVMEController controller -> nvme.put(key, controller(controller, "nvme"));
                default -> {}
            }
        }
        fields.put("disks", new Keyed(disks));
        fields.put("nics", new Keyed(nics));
        fields.put("scsi_adapters", new Keyed(scsi));
        fields.put("sata_adapters", new Keyed(sata));
        fields.put("nvme_adapters", new Keyed(nvme));
    }

    private static Map<String, Object> controller(VirtualController controller, String kind) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label(controller));
        fields.put(kind, Map.of("bus_number", controller.busNumber()));
        return fields;
    }

    private static Map<String, Object> disk(VirtualDisk disk, Map<Integer, VirtualDevice> devices) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label(disk));
        Long bytes = disk.capacityInBytes();
        fields.put("capacity", bytes == null ? disk.capacityInKB() * 1024 : bytes);
        VirtualDevice holder = disk.controllerKey() == null ? null : devices.get(disk.controllerKey());
        String type = switch (holder) {
            case VirtualSCSIController _ -> "SCSI";
            case VirtualSATAController _ -> "SATA";
            case VirtualNVMEController _ -> "NVME";
            case VirtualIDEController _ -> "IDE";
            case null, default -> "SCSI";
        };
        fields.put("type", type);
        if (holder instanceof VirtualController controller && disk.unitNumber() != null && !type.equals("IDE")) {
            fields.put(type.toLowerCase(Locale.ROOT), Map.of("bus", controller.busNumber(), "unit", disk.unitNumber()));
        }
        if (disk.backing() instanceof VirtualDeviceFileBackingInfo backing) {
            fields.put("backing", Map.of("type", "VMDK_FILE", "vmdk_file", backing.fileName()));
        }
        return fields;
    }

    private static Map<String, Object> nic(VirtualEthernetCard card) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label(card));
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
        boolean connected = card.connectable() != null && card.connectable().connected();
        fields.put("state", connected ? "CONNECTED" : "NOT_CONNECTED");
        fields.put(
                "start_connected",
                card.connectable() != null && card.connectable().startConnected());
        fields.put(
                "allow_guest_control",
                card.connectable() != null && card.connectable().allowGuestControl());
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
        return fields;
    }

    private static String label(VirtualDevice device) {
        return device.deviceInfo() == null
                ? "device " + device.key()
                : device.deviceInfo().label();
    }

    /** {@code debian12_64Guest} as vAPI writes it: {@code DEBIAN_12_64}. */
    static String guest(@Nullable String guestId) {
        if (guestId == null) {
            return "OTHER";
        }
        String camel = guestId.replace("Guest", "");
        return camel.replaceAll("([a-z])([A-Z0-9])", "$1_$2")
                .replaceAll("([0-9])([A-Z])", "$1_$2")
                .toUpperCase(Locale.ROOT);
    }
}
