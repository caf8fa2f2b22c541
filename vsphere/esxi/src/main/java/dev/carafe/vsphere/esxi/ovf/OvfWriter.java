package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.vim25.OvfFile;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes a machine's descriptor. For one thread. */
final class OvfWriter {
    private static final String FORMAT = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized";

    private final VirtualMachineConfigInfo config;
    private final List<OvfFile> files;
    private final String name;
    private final String description;
    private final OvfXml xml = new OvfXml();
    /** The numbers of items by device key; the first two are the processors' and the memory's. */
    private final Map<Integer, Integer> instances = new LinkedHashMap<>();

    /**
     * A descriptor to be written.
     *
     * @param files what was exported, each with the device that it is of
     */
    OvfWriter(VirtualMachineConfigInfo config, List<OvfFile> files, String name, String description) {
        this.config = config;
        this.files = files;
        this.name = name;
        this.description = description;
    }

    String write() {
        config.hardware().device().forEach(device -> instances.put(device.key(), instances.size() + 3));
        xml.open("Envelope", OvfXml.NAMESPACES);
        references();
        diskSection();
        networkSection();
        xml.open("VirtualSystem", Map.of("ovf:id", name));
        xml.text("Info", "A virtual machine");
        xml.text("Name", name);
        xml.open(
                "OperatingSystemSection",
                attributes("ovf:id", String.valueOf(cim(config.guestId())), "vmw:osType", config.guestId()));
        xml.text("Info", "The kind of installed guest operating system");
        xml.close("OperatingSystemSection");
        if (!description.isEmpty()) {
            xml.open("AnnotationSection", Map.of());
            xml.text("Info", "A human-readable annotation");
            xml.text("Annotation", description);
            xml.close("AnnotationSection");
        }
        hardware();
        xml.close("VirtualSystem");
        xml.close("Envelope");
        return xml.toString();
    }

    private void references() {
        xml.open("References", Map.of());
        for (int i = 0; i < files.size(); i++) {
            OvfFile file = files.get(i);
            xml.empty(
                    "File",
                    attributes(
                            "ovf:id",
                            "file" + (i + 1),
                            "ovf:href",
                            file.path(),
                            "ovf:size",
                            String.valueOf(file.size())));
        }
        xml.close("References");
    }

    private List<VirtualDisk> disks() {
        return config.hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .map(VirtualDisk.class::cast)
                .toList();
    }

    /** The file that holds what a device has, counted from 1; 0 when it was not exported. */
    private int fileOf(String deviceId) {
        String id = "/" + deviceId;
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).deviceId().endsWith(id)) {
                return i + 1;
            }
        }
        return 0;
    }

    private void diskSection() {
        xml.open("DiskSection", Map.of());
        xml.text("Info", "Virtual disk information");
        int number = 0;
        for (VirtualDisk disk : disks()) {
            Long bytes = disk.capacityInBytes();
            Map<String, String> attributes = attributes(
                    "ovf:diskId",
                    "vmdisk" + ++number,
                    "ovf:capacity",
                    String.valueOf(bytes == null ? disk.capacityInKB() * 1024 : bytes),
                    "ovf:capacityAllocationUnits",
                    "byte");
            int file = fileOf(DeviceIds.of(disk, config.hardware().device()).orElse("?"));
            if (file > 0) {
                attributes.put("ovf:fileRef", "file" + file);
                attributes.put("ovf:format", FORMAT);
                Long populated = files.get(file - 1).populatedSize();
                if (populated != null) {
                    attributes.put("ovf:populatedSize", String.valueOf(populated));
                }
            }
            xml.empty("Disk", attributes);
        }
        xml.close("DiskSection");
    }

    private void networkSection() {
        Set<String> names = new LinkedHashSet<>();
        config.hardware().device().forEach(device -> {
            if (device instanceof VirtualEthernetCard card) {
                names.add(network(card));
            }
        });
        xml.open("NetworkSection", Map.of());
        xml.text("Info", "The list of logical networks");
        names.forEach(network -> {
            xml.open("Network", Map.of("ovf:name", network));
            xml.text("Description", "The " + network + " network");
            xml.close("Network");
        });
        xml.close("NetworkSection");
    }

    private static String network(VirtualEthernetCard card) {
        return card.backing() instanceof VirtualEthernetCardNetworkBackingInfo backing ? backing.deviceName() : "none";
    }

    private void hardware() {
        xml.open("VirtualHardwareSection", Map.of());
        xml.text("Info", "Virtual hardware requirements");
        xml.open("System", Map.of());
        xml.text("vssd:ElementName", "Virtual Hardware Family");
        xml.text("vssd:InstanceID", "0");
        xml.text("vssd:VirtualSystemIdentifier", name);
        xml.text("vssd:VirtualSystemType", config.version());
        xml.close("System");
        int cpus = config.hardware().numCPU();
        item(
                false,
                attributes(
                        "rasd:AllocationUnits", "hertz * 10^6",
                        "rasd:Description", "Number of Virtual CPUs",
                        "rasd:ElementName", cpus + " virtual CPU(s)",
                        "rasd:InstanceID", "1",
                        "rasd:ResourceType", "3",
                        "rasd:VirtualQuantity", String.valueOf(cpus),
                        "vmw:CoresPerSocket", cores()));
        int memory = config.hardware().memoryMB();
        item(
                false,
                attributes(
                        "rasd:AllocationUnits", "byte * 2^20",
                        "rasd:Description", "Memory Size",
                        "rasd:ElementName", memory + "MB of memory",
                        "rasd:InstanceID", "2",
                        "rasd:ResourceType", "4",
                        "rasd:VirtualQuantity", String.valueOf(memory)));
        int disk = 0;
        for (VirtualDevice device : config.hardware().device()) {
            disk += device instanceof VirtualDisk ? 1 : 0;
            device(device, disk);
        }
        setting("firmware", Optional.ofNullable(config.firmware()).orElse("bios"));
        VirtualMachineBootOptions boot = config.bootOptions();
        if (boot != null && Boolean.TRUE.equals(boot.efiSecureBootEnabled())) {
            setting("bootOptions.efiSecureBootEnabled", "true");
        }
        setting("cpuHotAddEnabled", String.valueOf(Boolean.TRUE.equals(config.cpuHotAddEnabled())));
        setting("memoryHotAddEnabled", String.valueOf(Boolean.TRUE.equals(config.memoryHotAddEnabled())));
        int nvram = fileOf(DeviceIds.NVRAM);
        if (nvram > 0) {
            xml.empty(
                    "vmw:ExtraConfig",
                    attributes(
                            "ovf:required",
                            "false",
                            "vmw:key",
                            DeviceIds.NVRAM,
                            "vmw:value",
                            ImportNvram.FILE + "file" + nvram));
        }
        xml.close("VirtualHardwareSection");
    }

    private String cores() {
        Integer cores = config.hardware().numCoresPerSocket();
        return cores == null || cores < 1 ? "1" : String.valueOf(cores);
    }

    private void setting(String key, String value) {
        xml.empty("vmw:Config", attributes("ovf:required", "false", "vmw:key", key, "vmw:value", value));
    }

    private void device(VirtualDevice device, int disk) {
        switch (device) {
            case VirtualController controller -> controller(controller);
            case VirtualDisk _ -> {
                Map<String, String> item = common(device, "Hard Disk " + disk, 17);
                item.put("rasd:HostResource", "ovf:/disk/vmdisk" + disk);
                placed(device, item);
                item(false, item);
            }
            case VirtualCdrom _ -> {
                Map<String, String> item = common(device, "CD/DVD drive", 15);
                item.put("rasd:AutomaticAllocation", "false");
                item.put("rasd:ResourceSubType", "vmware.cdrom.remotepassthrough");
                placed(device, item);
                item(true, item);
            }
            case VirtualEthernetCard card -> card(card);
            default -> {
                // video card, keyboard and the like, which every machine has
            }
        }
    }

    private void controller(VirtualController controller) {
        String subType = switch (controller.dataType().wsdlName()) {
            case "VirtualIDEController" -> "";
            case "VirtualLsiLogicController" -> "lsilogic";
            case "VirtualLsiLogicSASController" -> "lsilogicsas";
            case "VirtualBusLogicController" -> "buslogic";
            case "ParaVirtualSCSIController" -> "VirtualSCSI";
            case "VirtualAHCIController" -> "vmware.sata.ahci";
            case "VirtualNVMEController" -> "vmware.nvme.controller";
            default -> "none";
        };
        if (subType.equals("none")) {
            return; // PCI, keyboard and such controllers are in every machine
        }
        int type = subType.isEmpty() ? 5 : subType.startsWith("vmware.") ? 20 : 6;
        Map<String, String> item =
                common(controller, controller.dataType().wsdlName() + " " + controller.busNumber(), type);
        item.put("rasd:Address", String.valueOf(controller.busNumber()));
        if (!subType.isEmpty()) {
            item.put("rasd:ResourceSubType", subType);
        }
        item(false, item);
    }

    private void card(VirtualEthernetCard card) {
        String subType = switch (card) {
            case VirtualVmxnet3 _ -> "VmxNet3";
            case VirtualE1000e _ -> "E1000e";
            case VirtualE1000 _ -> "E1000";
            default -> "VmxNet3";
        };
        Map<String, String> item = common(card, "Network adapter " + (card.key() - 3999), 10);
        VirtualDeviceConnectInfo connectable = card.connectable();
        item.put("rasd:AutomaticAllocation", String.valueOf(connectable == null || connectable.startConnected()));
        item.put("rasd:Connection", network(card));
        item.put("rasd:ResourceSubType", subType);
        item(false, item);
    }

    private Map<String, String> common(VirtualDevice device, String elementName, int type) {
        return attributes(
                "rasd:ElementName", elementName,
                "rasd:InstanceID", String.valueOf(instances.getOrDefault(device.key(), 0)),
                "rasd:ResourceType", String.valueOf(type));
    }

    private void placed(VirtualDevice device, Map<String, String> item) {
        Integer controller = device.controllerKey();
        Integer unit = device.unitNumber();
        if (controller != null && unit != null) {
            item.put("rasd:AddressOnParent", String.valueOf(unit));
            item.put("rasd:Parent", String.valueOf(instances.getOrDefault(controller, 0)));
        }
    }

    /** Elements of an item come in the order of their names: so the schema has it. */
    private void item(boolean optional, Map<String, String> elements) {
        xml.open("Item", optional ? Map.of("ovf:required", "false") : Map.of());
        elements.entrySet().stream()
                .sorted(Map.Entry.<String, String>comparingByKey())
                .forEach(element -> xml.text(element.getKey(), element.getValue()));
        xml.close("Item");
    }

    private static int cim(String guestId) {
        if (guestId.startsWith("debian")) {
            return guestId.contains("64") ? 96 : 95;
        }
        if (guestId.startsWith("ubuntu")) {
            return guestId.contains("64") ? 94 : 93;
        }
        return switch (guestId) {
            case "otherLinuxGuest" -> 36;
            case "otherLinux64Guest" -> 101;
            case "otherGuest64" -> 102;
            default -> 1;
        };
    }

    private static Map<String, String> attributes(String... pairs) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            attributes.put(pairs[i], pairs[i + 1]);
        }
        return attributes;
    }
}
