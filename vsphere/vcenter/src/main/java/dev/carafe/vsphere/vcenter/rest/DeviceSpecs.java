package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
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
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads vAPI's specs of new devices as the changes of a machine that mean the same, one after another: what is on a
 * controller finds it, or one is made with it.
 */
final class DeviceSpecs {
    /** What a disk has when nobody says: as much as most guests need. */
    private static final long DISK_BYTES = 16L << 30;

    private final ObjectSource source;
    private final String folder;
    private final List<VirtualDeviceConfigSpec> changes = new ArrayList<>();
    /** Controllers by kind and number, such as {@code SCSI 0}. */
    private final Map<String, VirtualController> controllers = new HashMap<>();
    /** The units that are taken, by the controller's key. */
    private final Map<Integer, Set<Integer>> units = new HashMap<>();

    private int nextKey = -1;

    /**
     * @param folder what stands before the names of new disks, such as {@code [datastore1] web/}
     * @param existing what the machine has already
     */
    DeviceSpecs(ObjectSource source, String folder, List<? extends VirtualDevice> existing) {
        this.source = source;
        this.folder = folder;
        for (VirtualDevice device : existing) {
            Bus bus = Bus.of(device);
            if (bus != null && device instanceof VirtualController controller) {
                controllers.put(bus + " " + controller.busNumber(), controller);
            }
            if (device.controllerKey() != null && device.unitNumber() != null) {
                taken(device.controllerKey()).add(device.unitNumber());
            }
        }
    }

    List<VirtualDeviceConfigSpec> changes() {
        return changes;
    }

    private Set<Integer> taken(int controllerKey) {
        return units.computeIfAbsent(controllerKey, _ -> new HashSet<>());
    }

    private void add(VirtualDevice device, @Nullable VirtualDeviceConfigSpecFileOperation file) {
        changes.add(VirtualDeviceConfigSpec.builder()
                .operation(VirtualDeviceConfigSpecOperation.ADD)
                .fileOperation(file)
                .device(device)
                .build());
    }

    /** A controller; of the lowest number that is free when it says none. */
    void adapter(Spec adapter, Bus bus) {
        VirtualController made =
                bus == Bus.SCSI ? adapter.choice("type", DeviceSpecs::scsi, "PVSCSI") : bus.controller();
        Integer said = adapter.small("bus");
        int number = said == null ? 0 : said;
        while (said == null && controllers.containsKey(bus + " " + number)) {
            number++;
        }
        if (controllers.containsKey(bus + " " + number)) {
            throw new RestException(Kind.INVALID_ARGUMENT, "There is a " + bus + " adapter " + number + " already.");
        }
        controller(bus, number, made);
    }

    private static @Nullable VirtualController scsi(String type) {
        return switch (type) {
            case "PVSCSI" -> Bus.SCSI.controller();
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
            case "BUSLOGIC" ->
                VirtualBusLogicController.builder()
                        .key(0)
                        .busNumber(0)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            default -> null;
        };
    }

    private VirtualController controller(Bus bus, int number, VirtualController made) {
        return controllers.computeIfAbsent(bus + " " + number, _ -> {
            VirtualController placed = ((VirtualController) made.withKey(nextKey--)).withBusNumber(number);
            add(placed, null);
            return placed;
        });
    }

    /**
     * Where a device is to be.
     *
     * @param unit its place on the controller
     */
    private record Place(VirtualController controller, int unit) {}

    /** The place that a device says; else the first that is free, on a controller more where those that are there are full. */
    private Place place(Spec device, Bus bus) {
        Spec address = device.in(bus.field());
        Integer number = bus == Bus.IDE ? index(address.flag("primary")) : address.small("bus");
        Integer said = bus == Bus.IDE ? index(address.flag("master")) : address.small("unit");
        if (number != null && number < 0) {
            throw noPlace(bus, number);
        }
        for (int next = number == null ? 0 : number; ; next++) {
            VirtualController holder = controller(bus, next, bus.controller());
            Set<Integer> taken = taken(holder.key());
            int unit = said != null
                    ? said
                    : IntStream.range(0, bus.units())
                            .filter(each -> bus.hasUnit(each) && !taken.contains(each))
                            .findFirst()
                            .orElse(-1);
            if (unit < 0 && number == null) {
                continue;
            }
            if (!bus.hasUnit(unit) || !taken.add(unit)) {
                throw noPlace(bus, next);
            }
            return new Place(holder, unit);
        }
    }

    private static RestException noPlace(Bus bus, int number) {
        return new RestException(
                Kind.INVALID_ARGUMENT,
                "There is no free place for a device on the " + bus + " adapter " + number + ".");
    }

    /** IDE has two of each: the first is the primary one, or the master. */
    private static @Nullable Integer index(@Nullable Boolean first) {
        return first == null ? null : first ? 0 : 1;
    }

    void disk(Spec disk) {
        Bus bus = disk.choice("type", DeviceSpecs::bus, "SCSI");
        Place place = place(disk, bus);
        Spec fresh = disk.in("new_vmdk");
        boolean made = !disk.has("backing");
        Long capacity = fresh.number("capacity");
        String name = fresh.text("name");
        String file = made
                ? name == null ? "" : folder + name + (name.endsWith(".vmdk") ? "" : ".vmdk")
                : disk.in("backing").required("vmdk_file");
        long bytes = capacity == null ? DISK_BYTES : capacity;
        add(
                VirtualDisk.builder()
                        .key(nextKey--)
                        .controllerKey(place.controller().key())
                        .unitNumber(place.unit())
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

    private static @Nullable Bus bus(String type) {
        return switch (type) {
            case "SCSI" -> Bus.SCSI;
            case "SATA" -> Bus.SATA;
            case "NVME" -> Bus.NVME;
            case "IDE" -> Bus.IDE;
            default -> null;
        };
    }

    void nic(Spec nic) {
        VirtualEthernetCard card = nic.choice("type", DeviceSpecs::card, "VMXNET3");
        String mac = nic.text("mac_address");
        String macType = nic.text("mac_type");
        add(
                ((VirtualEthernetCard) card.withKey(nextKey--)
                                .withBacking(NetworkBacking.of(nic.in("backing"), source))
                                .withConnectable(connect(nic)))
                        .withAddressType(
                                macType != null
                                        ? macType.toLowerCase(Locale.ROOT)
                                        : mac == null ? "generated" : "manual")
                        .withMacAddress(mac)
                        .withWakeOnLanEnabled(nic.flag("wake_on_lan_enabled")),
                null);
    }

    private static @Nullable VirtualEthernetCard card(String type) {
        return switch (type) {
            case "VMXNET3" -> VirtualVmxnet3.builder().key(0).build();
            case "E1000" -> VirtualE1000.builder().key(0).build();
            case "E1000E" -> VirtualE1000e.builder().key(0).build();
            default -> null;
        };
    }

    private static VirtualDeviceConnectInfo connect(Spec device) {
        return VirtualDeviceConnectInfo.builder()
                .startConnected(!Boolean.FALSE.equals(device.flag("start_connected")))
                .allowGuestControl(!Boolean.FALSE.equals(device.flag("allow_guest_control")))
                .connected(false)
                .build();
    }

    void cdrom(Spec drive) {
        Bus bus = drive.choice(
                "type",
                type -> type.equals("IDE") || type.equals("SATA") ? Objects.requireNonNull(bus(type)) : null,
                "SATA");
        Place place = place(drive, bus);
        add(
                VirtualCdrom.builder()
                        .key(nextKey--)
                        .controllerKey(place.controller().key())
                        .unitNumber(place.unit())
                        .backing(BackingSpec.cdrom(drive.in("backing")))
                        .connectable(connect(drive))
                        .build(),
                null);
    }

    void floppy(Spec drive) {
        add(
                VirtualFloppy.builder()
                        .key(nextKey--)
                        .backing(BackingSpec.floppy(drive.in("backing")))
                        .connectable(connect(drive))
                        .build(),
                null);
    }

    void serial(Spec port) {
        add(
                VirtualSerialPort.builder()
                        .key(nextKey--)
                        .backing(BackingSpec.serial(port.in("backing")))
                        .connectable(connect(port))
                        .yieldOnPoll(Boolean.TRUE.equals(port.flag("yield_on_poll")))
                        .build(),
                null);
    }
}
