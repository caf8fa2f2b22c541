package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What can be done with the devices of a kind of a machine, such as {@code vcenter/vm/ID/hardware/disk}. */
record DeviceOperations(
        Invoker invoker, RestRequest request, ManagedObjectReference<VirtualMachine> machine, DeviceKind kind) {
    RestReply list() {
        return RestReply.of(devices().stream()
                .map(device -> Map.of(kind.idField(), Integer.toString(device.key())))
                .toList());
    }

    RestReply get(String id) {
        VirtualMachineConfigInfo config = config();
        Keyed all = DeviceInfo.of(config.hardware().device()).get(kind.field());
        Object found = all == null ? null : all.entries().get(id);
        if (found == null) {
            throw missing(id);
        }
        return RestReply.of(found);
    }

    private List<VirtualDevice> devices() {
        return config().hardware().device().stream()
                .filter(kind.type()::isInstance)
                .<VirtualDevice>map(kind.type()::cast)
                .toList();
    }

    private VirtualMachineConfigInfo config() {
        return request.session().<VirtualMachineConfigInfo>read(this::config);
    }

    private VirtualMachineConfigInfo config(ObjectSource source) {
        if (!(source.properties(machine) instanceof VirtualMachineProperties found)) {
            throw InventoryEndpoint.missing("Virtual machine", machine.value());
        }
        if (found.config() == null) {
            throw MachineHardware.unreadable();
        }
        return found.config();
    }

    private RestException missing(String id) {
        return new RestException(
                Kind.NOT_FOUND,
                "The machine has no " + kind.name().toLowerCase(Locale.ROOT) + " device with identifier '" + id + "'.");
    }

    private VirtualDevice find(String id) {
        return devices().stream()
                .filter(device -> Integer.toString(device.key()).equals(id))
                .findFirst()
                .orElseThrow(() -> missing(id));
    }

    /** Adds one; says its identifier, which the host gives it. */
    RestReply create(Spec spec) {
        Set<Integer> before = new HashSet<>();
        List<VirtualDeviceConfigSpec> changes = request.session().<List<VirtualDeviceConfigSpec>>read(source -> {
            VirtualMachineConfigInfo config = config(source);
            config.hardware().device().forEach(device -> before.add(device.key()));
            String path = String.valueOf(config.files().vmPathName());
            DeviceSpecs specs = new DeviceSpecs(
                    source,
                    path.substring(0, path.lastIndexOf('/') + 1),
                    config.hardware().device());
            switch (kind) {
                case DISK -> specs.disk(spec);
                case ETHERNET -> specs.nic(spec);
                case CDROM -> specs.cdrom(spec);
                case SATA -> specs.adapter(spec, Bus.SATA);
                case SCSI -> specs.adapter(spec, Bus.SCSI);
                case NVME -> specs.adapter(spec, Bus.NVME);
                case FLOPPY -> specs.floppy(spec);
                case SERIAL -> specs.serial(spec);
                case PARALLEL -> throw request.noSuchOperation();
            }
            return specs.changes();
        });
        reconfigure(changes);
        return RestReply.created(devices().stream()
                .filter(device -> !before.contains(device.key()))
                .map(device -> Integer.toString(device.key()))
                .findFirst()
                .orElseThrow(() -> new RestException(
                        Kind.NOT_ALLOWED_IN_CURRENT_STATE, "The device was added, and removed by somebody else.")));
    }

    private void reconfigure(List<VirtualDeviceConfigSpec> changes) {
        invoker.finish(
                request,
                machine,
                "ReconfigVM_Task",
                VirtualMachineConfigSpec.builder().deviceChange(changes).build());
    }

    private RestReply change(VirtualDeviceConfigSpecOperation operation, VirtualDevice device) {
        reconfigure(List.of(VirtualDeviceConfigSpec.builder()
                .operation(operation)
                .device(device)
                .build()));
        return RestReply.nothing();
    }

    RestReply update(String id, Spec spec) {
        VirtualDevice after = switch (find(id)) {
            case VirtualDisk disk ->
                spec.has("backing")
                        ? disk.withBacking(VirtualDiskFlatVer2BackingInfo.builder()
                                .fileName(spec.in("backing").required("vmdk_file"))
                                .diskMode("persistent")
                                .build())
                        : disk;
            case VirtualEthernetCard card -> connection(card(card, spec), spec);
            case VirtualCdrom drive -> connection(backed(drive, spec, BackingSpec::cdrom), spec);
            case VirtualFloppy drive -> connection(backed(drive, spec, BackingSpec::floppy), spec);
            case VirtualSerialPort port -> {
                Boolean yields = spec.flag("yield_on_poll");
                yield connection(
                        backed(
                                yields == null
                                        ? port
                                        : port.toBuilder().yieldOnPoll(yields).build(),
                                spec,
                                BackingSpec::serial),
                        spec);
            }
            default -> throw request.noSuchOperation();
        };
        return change(VirtualDeviceConfigSpecOperation.EDIT, after);
    }

    private static VirtualDevice backed(
            VirtualDevice device, Spec spec, Function<Spec, VirtualDeviceBackingInfo> backing) {
        return spec.has("backing") ? device.withBacking(backing.apply(spec.in("backing"))) : device;
    }

    private VirtualEthernetCard card(VirtualEthernetCard before, Spec spec) {
        VirtualEthernetCard after = before;
        if (spec.has("backing")) {
            after = (VirtualEthernetCard)
                    after.withBacking(request.session().read(source -> NetworkBacking.of(spec.in("backing"), source)));
        }
        String mac = spec.text("mac_address");
        String macType = spec.text("mac_type");
        if (mac != null) {
            after = after.withMacAddress(mac).withAddressType("manual");
        }
        if (macType != null) {
            after = after.withAddressType(macType.toLowerCase(Locale.ROOT));
            after = mac == null ? after.withMacAddress(null) : after;
        }
        Boolean wakes = spec.flag("wake_on_lan_enabled");
        return wakes == null ? after : after.withWakeOnLanEnabled(wakes);
    }

    private static VirtualDevice connection(VirtualDevice device, Spec spec) {
        VirtualDeviceConnectInfo.Builder connect = connectable(device).toBuilder();
        Boolean starts = spec.flag("start_connected");
        Boolean guest = spec.flag("allow_guest_control");
        if (starts != null) {
            connect.startConnected(starts);
        }
        if (guest != null) {
            connect.allowGuestControl(guest);
        }
        return device.withConnectable(connect.build());
    }

    private static VirtualDeviceConnectInfo connectable(VirtualDevice device) {
        return device.connectable() == null
                ? VirtualDeviceConnectInfo.builder()
                        .startConnected(true)
                        .allowGuestControl(true)
                        .connected(false)
                        .build()
                : device.connectable();
    }

    /** The file of a disk stays. */
    RestReply delete(String id) {
        return change(VirtualDeviceConfigSpecOperation.REMOVE, find(id));
    }

    RestReply connect(String id, boolean wanted) {
        if (!kind.isConnectable()) {
            throw request.noSuchOperation();
        }
        VirtualDevice device = find(id);
        VirtualMachineProperties now = MachineOperations.read(request, machine);
        if (now.runtime() == null || now.runtime().powerState() != VirtualMachinePowerState.POWERED_ON) {
            throw new RestException(
                    Kind.NOT_ALLOWED_IN_CURRENT_STATE, "Devices are connected while the machine is powered on.");
        }
        VirtualDeviceConnectInfo before = connectable(device);
        if (before.connected() == wanted) {
            throw new RestException(
                    Kind.ALREADY_IN_DESIRED_STATE, "The device is " + (wanted ? "connected" : "not connected") + ".");
        }
        return change(
                VirtualDeviceConfigSpecOperation.EDIT,
                device.withConnectable(before.toBuilder().connected(wanted).build()));
    }
}
