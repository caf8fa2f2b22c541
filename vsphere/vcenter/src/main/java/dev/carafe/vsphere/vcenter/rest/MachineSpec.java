package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
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
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestOsIdentifier;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads vAPI's {@code VM.CreateSpec} as the config spec that means the same. Asks for nothing but names of what it refers to. */
final class MachineSpec {
    /** What a disk has when nobody says: as much as most guests need. */
    private static final long DISK_BYTES = 16L << 30;

    private final ObjectSource source;
    private final List<VirtualDeviceConfigSpec> changes = new ArrayList<>();
    /** Controllers by kind and bus, such as {@code SCSI 0}. */
    private final Map<String, VirtualController> controllers = new LinkedHashMap<>();
    /** The next unit of each controller, by its key. */
    private final Map<Integer, Integer> units = new LinkedHashMap<>();

    private int nextKey = -1;

    private MachineSpec(ObjectSource source) {
        this.source = source;
    }

    /**
     * Reads a spec.
     *
     * @param datastore the name of the one that the machine is to be on
     */
    static VirtualMachineConfigSpec read(Spec spec, String name, String datastore, ObjectSource source) {
        return new MachineSpec(source).config(spec, name, datastore);
    }

    private VirtualMachineConfigSpec config(Spec spec, String name, String datastore) {
        Spec cpu = spec.in("cpu");
        Spec memory = spec.in("memory");
        for (Spec adapter : spec.list("scsi_adapters")) {
            add(adapter, "SCSI", adapter.choice("type", MachineSpec::scsi, "PVSCSI"));
        }
        for (Spec adapter : spec.list("sata_adapters")) {
            add(adapter, "SATA", ahci());
        }
        for (Spec adapter : spec.list("nvme_adapters")) {
            add(adapter, "NVME", nvme());
        }
        if (!spec.has("disks")) {
            disk(new Spec(Map.of("new_vmdk", Map.of("capacity", DISK_BYTES)), ""), datastore);
        }
        spec.list("disks").forEach(disk -> disk(disk, datastore));
        spec.list("nics").forEach(this::nic);
        spec.list("cdroms").forEach(this::cdrom);
        String version = spec.text("hardware_version");
        String firmware = spec.in("boot").text("type");
        Integer cores = cpu.small("cores_per_socket");
        Long size = memory.number("size_MiB");
        return VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId(guest(spec.required("guest_OS")))
                .version(
                        version == null
                                ? null
                                : version.toLowerCase(Locale.ROOT).replace('_', '-'))
                .firmware(firmware == null ? null : firmware.toLowerCase(Locale.ROOT))
                .numCPUs(Objects.requireNonNullElse(cpu.small("count"), 1))
                .numCoresPerSocket(cores)
                .cpuHotAddEnabled(cpu.flag("hot_add_enabled"))
                .cpuHotRemoveEnabled(cpu.flag("hot_remove_enabled"))
                .memoryMB(size == null ? 1024L : size)
                .memoryHotAddEnabled(memory.flag("hot_add_enabled"))
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + datastore + "]")
                        .build())
                .deviceChange(changes)
                .build();
    }

    /** {@code DEBIAN_12_64} as SOAP writes it: {@code debian12_64Guest}. */
    static String guest(String constant) {
        for (VirtualMachineGuestOsIdentifier known : VirtualMachineGuestOsIdentifier.values()) {
            if (MachineInfo.guest(known.wire()).equals(constant)) {
                return known.wire();
            }
        }
        throw new RestException(Kind.INVALID_ARGUMENT, "The field guest_OS does not know '" + constant + "'.");
    }

    private static @Nullable VirtualController scsi(String type) {
        return switch (type) {
            case "PVSCSI" ->
                ParaVirtualSCSIController.builder()
                        .key(0)
                        .busNumber(0)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case "LSILOGIC" ->
                VirtualLsiLogicController.builder()
                        .key(0)
                        .busNumber(0)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case "LSILOGICSAS" ->
                VirtualLsiLogicSASController.builder()
                        .key(0)
                        .busNumber(0)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            default -> null;
        };
    }

    private static VirtualController ahci() {
        return VirtualAHCIController.builder().key(0).busNumber(0).build();
    }

    private static VirtualController nvme() {
        return VirtualNVMEController.builder().key(0).busNumber(0).build();
    }

    private static VirtualController ide() {
        return VirtualIDEController.builder().key(0).busNumber(0).build();
    }

    private void add(Spec adapter, String kind, VirtualController made) {
        Integer bus = adapter.small("bus");
        int number = bus == null ? (int) count(kind) : bus;
        controller(kind, number, made);
    }

    private long count(String kind) {
        return controllers.keySet().stream()
                .filter(each -> each.startsWith(kind + " "))
                .count();
    }

    private VirtualController controller(String kind, int bus, VirtualController made) {
        return controllers.computeIfAbsent(kind + " " + bus, _ -> {
            VirtualController placed = (VirtualController)
                    made.withKey(nextKey--).with(made.dataType().indexOf("busNumber"), bus);
            change(placed, null);
            return placed;
        });
    }

    private void change(VirtualDevice device, @Nullable VirtualDeviceConfigSpecFileOperation file) {
        changes.add(VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .fileOperation(file)
                .device(device)
                .build());
    }

    /** The controller that a device says, or the first of its kind, made where there is none. */
    private VirtualController holder(Spec device, String kind) {
        String field = kind.toLowerCase(Locale.ROOT);
        Integer bus = kind.equals("IDE")
                ? Boolean.FALSE.equals(device.in(field).flag("primary")) ? Integer.valueOf(1) : Integer.valueOf(0)
                : device.in(field).small("bus");
        VirtualController fresh = switch (kind) {
            case "SATA" -> ahci();
            case "NVME" -> nvme();
            case "IDE" -> ide();
            default -> Objects.requireNonNull(scsi("PVSCSI"));
        };
        return controller(kind, bus == null ? 0 : bus, fresh);
    }

    private int unit(Spec device, String kind, VirtualController holder) {
        Spec place = device.in(kind.toLowerCase(Locale.ROOT));
        Boolean master = place.flag("master");
        Integer said = master == null ? place.small("unit") : Integer.valueOf(master ? 0 : 1);
        int next = units.getOrDefault(holder.key(), 0);
        if (kind.equals("SCSI") && next == 7) {
            next++; // the controller's own
        }
        int unit = said == null ? next : said;
        units.put(holder.key(), Math.max(next, unit + 1));
        return unit;
    }

    private void disk(Spec disk, String datastore) {
        String kind = disk.choice(
                "type", type -> List.of("IDE", "SCSI", "SATA", "NVME").contains(type) ? type : null, "SCSI");
        VirtualController holder = holder(disk, kind);
        Spec fresh = disk.in("new_vmdk");
        boolean made = !disk.has("backing");
        Long capacity = fresh.number("capacity");
        String name = fresh.text("name");
        String file = made
                ? name == null ? "" : "[" + datastore + "] " + name + (name.endsWith(".vmdk") ? "" : ".vmdk")
                : disk.in("backing").required("vmdk_file");
        long bytes = capacity == null ? DISK_BYTES : capacity;
        change(
                VirtualDisk.builder()
                        .key(nextKey--)
                        .controllerKey(holder.key())
                        .unitNumber(unit(disk, kind, holder))
                        .capacityInBytes(made ? Long.valueOf(bytes) : null)
                        .capacityInKB(made ? bytes / 1024 : 0)
                        .backing(VirtualDiskFlatVer2BackingInfo.builder()
                                .fileName(file)
                                .diskMode("persistent")
                                .thinProvisioned(made ? Boolean.TRUE : null)
                                .build())
                        .build(),
                made ? VirtualDeviceConfigSpecFileOperation.CREATE : null);
    }

    private void nic(Spec nic) {
        VirtualEthernetCard card = nic.choice("type", MachineSpec::card, "VMXNET3");
        String network = nic.in("backing").required("network");
        String name =
                source.properties(new ManagedObjectReference<>("Network", network)) instanceof NetworkProperties found
                        ? found.name()
                        : null;
        if (name == null) {
            throw new RestException(Kind.NOT_FOUND, "Network with identifier '" + network + "' does not exist.");
        }
        String mac = nic.text("mac_address");
        change(
                (VirtualDevice) card.withKey(nextKey--)
                        .withBacking(VirtualEthernetCardNetworkBackingInfo.builder()
                                .deviceName(name)
                                .build())
                        .withConnectable(connect(nic))
                        .with(card.dataType().indexOf("addressType"), mac == null ? "generated" : "manual")
                        .with(card.dataType().indexOf("macAddress"), mac),
                null);
    }

    private static VirtualDeviceConnectInfo connect(Spec device) {
        return VirtualDeviceConnectInfo.builder()
                .startConnected(!Boolean.FALSE.equals(device.flag("start_connected")))
                .allowGuestControl(!Boolean.FALSE.equals(device.flag("allow_guest_control")))
                .connected(false)
                .build();
    }

    private static @Nullable VirtualEthernetCard card(String type) {
        return switch (type) {
            case "VMXNET3" -> VirtualVmxnet3.builder().key(0).build();
            case "E1000" -> VirtualE1000.builder().key(0).build();
            case "E1000E" -> VirtualE1000e.builder().key(0).build();
            default -> null;
        };
    }

    private void cdrom(Spec drive) {
        String kind = drive.choice("type", type -> List.of("IDE", "SATA").contains(type) ? type : null, "SATA");
        VirtualController holder = holder(drive, kind);
        String iso = drive.in("backing").text("iso_file");
        change(
                VirtualCdrom.builder()
                        .key(nextKey--)
                        .controllerKey(holder.key())
                        .unitNumber(unit(drive, kind, holder))
                        .backing(
                                iso == null
                                        ? VirtualCdromRemotePassthroughBackingInfo.builder()
                                                .deviceName("")
                                                .exclusive(false)
                                                .build()
                                        : VirtualCdromIsoBackingInfo.builder()
                                                .fileName(iso)
                                                .build())
                        .connectable(connect(drive))
                        .build(),
                null);
    }
}
