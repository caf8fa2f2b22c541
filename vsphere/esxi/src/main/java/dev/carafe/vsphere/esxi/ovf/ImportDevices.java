package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedSubType;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Makes devices of a descriptor's hardware items. New devices have negative keys, as upstream's have. For one thread. */
final class ImportDevices {
    private static final int FIRST_KEY = -100;

    private final OvfEnvelope envelope;
    private final OvfProblems problems;
    private final String name;
    private final @Nullable String provisioning;
    private final BiFunction<OvfElement, String, Target> networks;
    private final List<VirtualDeviceConfigSpec> specs = new ArrayList<>();
    private final List<DiskFile> files = new ArrayList<>();
    private final Map<String, Bus> buses = new HashMap<>();
    private int nextKey = FIRST_KEY;

    /** A network that a card is to be on. */
    record Target(String name, ManagedObjectReference<? extends Network> reference) {}

    /** A disk that has content in the package. */
    record DiskFile(String deviceId, OvfEnvelope.PackageFile file) {}

    private record Bus(VirtualController controller, BusFamily family, Set<Integer> taken) {}

    ImportDevices(
            OvfEnvelope envelope,
            OvfProblems problems,
            String name,
            @Nullable String provisioning,
            BiFunction<OvfElement, String, Target> networks) {
        this.envelope = envelope;
        this.problems = problems;
        this.name = name;
        this.provisioning = provisioning;
        this.networks = networks;
    }

    List<VirtualDeviceConfigSpec> specs() {
        return specs;
    }

    List<DiskFile> files() {
        return files;
    }

    void controller(OvfElement item, int type) {
        String subType = item.textOf("ResourceSubType").toLowerCase(Locale.ROOT);
        int key = nextKey--;
        String address = item.textOf("Address");
        BusFamily family = type == 5
                ? BusFamily.IDE
                : type == 6 ? BusFamily.SCSI : subType.contains("nvme") ? BusFamily.NVME : BusFamily.SATA;
        int bus = address.matches("[0-9]{1,2}") ? Integer.parseInt(address) : freeBus(family);
        Optional<VirtualController> controller = controller(type, subType, key, bus);
        if (controller.isEmpty()) {
            problems.unsupportedSubType(item, type, item.textOf("ResourceSubType"));
            return;
        }
        if (bus >= family.busesMax()
                || buses.values().stream()
                        .anyMatch(other ->
                                other.family() == family && other.controller().busNumber() == bus)) {
            problems.invalid(item, "Address", address);
            return;
        }
        buses.put(item.textOf("InstanceID"), new Bus(controller.get(), family, new HashSet<>()));
        add(controller.get());
    }

    private int freeBus(BusFamily family) {
        int bus = 0;
        for (Bus other : buses.values()) {
            bus = other.family() == family ? Math.max(bus, other.controller().busNumber() + 1) : bus;
        }
        return bus;
    }

    /** Of several sub types that a descriptor offers, the first that there is. */
    private static Optional<VirtualController> controller(int type, String subTypes, int key, int bus) {
        if (type == 5) {
            return Optional.of(
                    VirtualIDEController.builder().key(key).busNumber(bus).build());
        }
        for (String subType : (subTypes.isEmpty() ? "lsilogic" : subTypes).split("[\\s,]+")) {
            VirtualController made = switch (subType) {
                case "lsilogic" ->
                    VirtualLsiLogicController.builder()
                            .key(key)
                            .busNumber(bus)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .build();
                case "lsilogicsas" ->
                    VirtualLsiLogicSASController.builder()
                            .key(key)
                            .busNumber(bus)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .build();
                case "buslogic" ->
                    VirtualBusLogicController.builder()
                            .key(key)
                            .busNumber(bus)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .build();
                case "virtualscsi", "pvscsi" ->
                    ParaVirtualSCSIController.builder()
                            .key(key)
                            .busNumber(bus)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .build();
                case "ahci", "vmware.sata.ahci" ->
                    VirtualAHCIController.builder().key(key).busNumber(bus).build();
                case "vmware.nvme.controller", "nvme" ->
                    VirtualNVMEController.builder().key(key).busNumber(bus).build();
                default -> null;
            };
            if (made != null) {
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }

    void disk(OvfElement item) {
        String resource = item.textOf("HostResource");
        String id = resource.substring(resource.lastIndexOf('/') + 1);
        OvfEnvelope.PackageDisk disk = envelope.disks().get(id);
        if (!resource.contains("/disk/") || disk == null) {
            problems.noReference(item.line(), "Item", "HostResource", resource);
            return;
        }
        OptionalLong capacity = disk.capacityBytes();
        if (capacity.isEmpty() || capacity.getAsLong() <= 0) {
            problems.unsupportedValue(disk.line(), "Disk", "capacity", disk.capacity() + " " + disk.capacityUnits());
            return;
        }
        if (disk.isChild()) {
            problems.unsupportedValue(disk.line(), "Disk", "parentRef", disk.id());
            return;
        }
        Optional<Bus> bus = place(item);
        if (bus.isEmpty()) {
            return;
        }
        OptionalLong unit = unit(item, bus.get());
        if (unit.isEmpty()) {
            return;
        }
        long kib = (capacity.getAsLong() + 1023) / 1024;
        VirtualDisk made = VirtualDisk.builder()
                .key(nextKey--)
                .controllerKey(bus.get().controller().key())
                .unitNumber((int) unit.getAsLong())
                .capacityInKB(kib)
                .capacityInBytes(kib * 1024)
                .backing(backing())
                .build();
        specs.add(VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .fileOperation(VirtualDeviceConfigSpecFileOperation.CREATE)
                .device(made)
                .build());
        if (disk.fileRef().isPresent()) {
            content(disk, DeviceIds.of(bus.get().controller(), (int) unit.getAsLong()));
        }
    }

    private void content(OvfEnvelope.PackageDisk disk, String deviceId) {
        String ref = disk.fileRef().orElseThrow();
        OvfEnvelope.PackageFile file = envelope.files().get(ref);
        if (file == null) {
            problems.noReference(disk.line(), "Disk", "fileRef", ref);
        } else if (!disk.format().toLowerCase(Locale.ROOT).contains("vmdk")) {
            problems.unsupportedValue(disk.line(), "Disk", "format", disk.format());
        } else if (!file.compression().isEmpty() && !file.compression().equals("identity")) {
            problems.unsupportedValue(disk.line(), "File", "compression", file.compression());
        } else {
            files.add(new DiskFile("/" + name + "/" + deviceId, file));
        }
    }

    private VirtualDiskFlatVer2BackingInfo backing() {
        VirtualDiskFlatVer2BackingInfo.Builder backing =
                VirtualDiskFlatVer2BackingInfo.builder().fileName("").diskMode("persistent");
        String type = provisioning == null ? "thin" : provisioning;
        return switch (type) {
            case "thick", "flat", "monolithicFlat" ->
                backing.thinProvisioned(false).build();
            case "eagerZeroedThick" ->
                backing.thinProvisioned(false).eagerlyScrub(true).build();
            default -> backing.thinProvisioned(true).build();
        };
    }

    void cdrom(OvfElement item) {
        Optional<Bus> bus = place(item);
        if (bus.isEmpty()) {
            return;
        }
        OptionalLong unit = unit(item, bus.get());
        if (unit.isEmpty()) {
            return;
        }
        String resource = item.textOf("HostResource");
        if (!resource.isEmpty()) {
            problems.unknown(
                    new OvfElement("HostResource", Map.of("required", "false"), List.of(), "", item.line()),
                    "The image in the drive '" + item.textOf("ElementName") + "' is left out; the drive is empty.");
        }
        add(VirtualCdrom.builder()
                .key(nextKey--)
                .controllerKey(bus.get().controller().key())
                .unitNumber((int) unit.getAsLong())
                .backing(VirtualCdromRemotePassthroughBackingInfo.builder()
                        .deviceName("")
                        .exclusive(false)
                        .build())
                .connectable(connectable(false))
                .build());
    }

    void network(OvfElement item) {
        String connection = item.textOf("Connection");
        if (!envelope.networks().containsKey(connection)) {
            problems.noReference(item.line(), "Item", "Connection", connection);
            return;
        }
        Target network = networks.apply(item, connection);
        VirtualEthernetCardNetworkBackingInfo backing = VirtualEthernetCardNetworkBackingInfo.builder()
                .deviceName(network.name())
                .network(new ManagedObjectReference<>(
                        network.reference().type(), network.reference().value()))
                .build();
        VirtualDeviceConnectInfo connectable =
                connectable(!item.textOf("AutomaticAllocation").equals("false"));
        add(card(item, nextKey--, backing, connectable));
    }

    private VirtualEthernetCard card(
            OvfElement item,
            int key,
            VirtualEthernetCardNetworkBackingInfo backing,
            VirtualDeviceConnectInfo connectable) {
        String subTypes = item.textOf("ResourceSubType").toLowerCase(Locale.ROOT);
        for (String subType : (subTypes.isEmpty() ? "e1000" : subTypes).split("[\\s,]+")) {
            switch (subType) {
                case "vmxnet3" -> {
                    return VirtualVmxnet3.builder()
                            .key(key)
                            .addressType("assigned")
                            .backing(backing)
                            .connectable(connectable)
                            .build();
                }
                case "e1000e" -> {
                    return VirtualE1000e.builder()
                            .key(key)
                            .addressType("assigned")
                            .backing(backing)
                            .connectable(connectable)
                            .build();
                }
                case "e1000" -> {
                    return VirtualE1000.builder()
                            .key(key)
                            .addressType("assigned")
                            .backing(backing)
                            .connectable(connectable)
                            .build();
                }
                default -> {
                    // perhaps the next
                }
            }
        }
        problems.warning(
                OvfUnsupportedSubType.builder()
                        .lineNumber(item.line())
                        .elementName(item.textOf("ElementName"))
                        .instanceId(item.textOf("InstanceID"))
                        .deviceType(10)
                        .deviceSubType(item.textOf("ResourceSubType"))
                        .build(),
                item.line(),
                "There is no network card of the type " + item.textOf("ResourceSubType") + "; it becomes an E1000.");
        return VirtualE1000.builder()
                .key(key)
                .addressType("assigned")
                .backing(backing)
                .connectable(connectable)
                .build();
    }

    private Optional<Bus> place(OvfElement item) {
        Bus bus = buses.get(item.textOf("Parent"));
        if (bus == null) {
            problems.noReference(item.line(), "Item", "Parent", item.textOf("Parent"));
        }
        return Optional.ofNullable(bus);
    }

    private OptionalLong unit(OvfElement item, Bus bus) {
        String address = item.textOf("AddressOnParent");
        int unit = 0;
        if (address.matches("[0-9]{1,3}")) {
            unit = Integer.parseInt(address);
        } else {
            while (!isFree(bus, unit) && unit < bus.family().unitsMax()) {
                unit++;
            }
        }
        if (!isFree(bus, unit) || unit >= bus.family().unitsMax()) {
            problems.invalid(item, "AddressOnParent", address);
            return OptionalLong.empty();
        }
        bus.taken().add(unit);
        return OptionalLong.of(unit);
    }

    private static boolean isFree(Bus bus, int unit) {
        return !bus.taken().contains(unit) && !(bus.family() == BusFamily.SCSI && unit == BusFamily.SCSI_RESERVED_UNIT);
    }

    private static VirtualDeviceConnectInfo connectable(boolean startConnected) {
        return VirtualDeviceConnectInfo.builder()
                .startConnected(startConnected)
                .allowGuestControl(true)
                .connected(false)
                .build();
    }

    private void add(VirtualDevice device) {
        specs.add(VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .device(device)
                .build());
    }
}
