package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.NicType;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVideoCard;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads single devices of a config spec. */
final class DeviceReader {
    private static final long KIB = 1024;

    private final UUID biosUuid;
    private final SpecContext context;
    /** Names of the machine's disks and of those that this spec makes, so that no two get the same. */
    private final Set<String> newFiles = new HashSet<>();

    /** A device, and what is to be done with files for it. */
    record Read<D extends Device>(D device, Optional<FileAction> action) {}

    DeviceReader(UUID biosUuid, SpecContext context) {
        this.biosUuid = biosUuid;
        this.context = context;
    }

    Read<Disk> newDisk(
            int index,
            VirtualDisk spec,
            @Nullable VirtualDeviceConfigSpecFileOperation operation,
            Slot slot,
            Collection<Disk> others) {
        VirtualDiskFlatVer2BackingInfo backing = flat(index, spec);
        DiskMode mode = mode(index, backing);
        if (operation == null) {
            String path = context.path(backing.fileName());
            DiskFacts facts = context.disk(path);
            Disk disk = new Disk(slot, context.relative(path), facts.capacityBytes(), mode);
            if (others.stream().anyMatch(other -> other.fileName().equals(disk.fileName()))) {
                throw Faults.backing(index, "backing.fileName", "the machine has this disk already: " + path);
            }
            return new Read<>(disk, Optional.empty());
        }
        if (operation != VirtualDeviceConfigSpecFileOperation.CREATE) {
            throw Faults.operation(
                    index,
                    VirtualDeviceConfigSpecOperation.ADD,
                    operation,
                    "a disk that is added is created or there already");
        }
        others.forEach(other -> newFiles.add(context.path(other.fileName())));
        String fileName = newFile(index, backing.fileName());
        VirtualDiskFlatVer2BackingInfo parent = backing.parent();
        if (parent != null) {
            String path = context.path(parent.fileName());
            Disk disk = new Disk(slot, fileName, context.disk(path).capacityBytes(), mode);
            return new Read<>(disk, Optional.of(new FileAction.CreateDelta(disk.key(), fileName, path)));
        }
        long capacity = capacity(index, spec, 0);
        if (capacity <= 0) {
            throw Faults.device(index, "capacityInKB", "a new disk needs a size");
        }
        Disk disk = new Disk(slot, fileName, capacity, mode);
        boolean eager = Boolean.TRUE.equals(backing.eagerlyScrub());
        boolean thin = Boolean.TRUE.equals(backing.thinProvisioned()) && !eager;
        return new Read<>(disk, Optional.of(new FileAction.CreateDisk(disk.key(), fileName, capacity, thin, eager)));
    }

    Read<Disk> disk(
            int index,
            VirtualDisk spec,
            @Nullable VirtualDeviceConfigSpecFileOperation operation,
            Disk before,
            Slot slot) {
        if (operation != null) {
            throw Faults.operation(
                    index, VirtualDeviceConfigSpecOperation.EDIT, operation, "a disk's file does not change with it");
        }
        DiskMode mode = before.mode();
        if (spec.backing() != null) {
            VirtualDiskFlatVer2BackingInfo backing = flat(index, spec);
            if (!backing.fileName().isEmpty()
                    && !context.relative(context.path(backing.fileName())).equals(before.fileName())) {
                throw Faults.backing(
                        index,
                        "backing.fileName",
                        "a disk does not become another; remove it and add " + backing.fileName());
            }
            mode = mode(index, backing);
        }
        long capacity = capacity(index, spec, before.capacityBytes());
        if (capacity < before.capacityBytes()) {
            throw Faults.device(
                    index,
                    "capacityInKB",
                    "a disk does not become smaller; it has " + before.capacityBytes() / KIB + " KB");
        }
        Disk after = new Disk(slot, before.fileName(), capacity, mode);
        return new Read<>(
                after,
                capacity > before.capacityBytes()
                        ? Optional.of(new FileAction.ExtendDisk(after.key(), after.fileName(), capacity))
                        : Optional.empty());
    }

    /** Bytes count when they are given and not what the disk has already, else kilobytes: clients change the one or the other. */
    private static long capacity(int index, VirtualDisk spec, long before) {
        Long bytes = spec.capacityInBytes();
        if (bytes != null && bytes > 0 && bytes != before) {
            if (bytes % 512 != 0) {
                throw Faults.device(index, "capacityInBytes", bytes + " is not a multiple of 512");
            }
            return bytes;
        }
        if (spec.capacityInKB() < 0 || spec.capacityInKB() > Long.MAX_VALUE / KIB) {
            throw Faults.device(index, "capacityInKB", spec.capacityInKB() + " is no size");
        }
        return spec.capacityInKB() == 0 || spec.capacityInKB() == before / KIB ? before : spec.capacityInKB() * KIB;
    }

    private static VirtualDiskFlatVer2BackingInfo flat(int index, VirtualDisk spec) {
        if (spec.backing() instanceof VirtualDiskFlatVer2BackingInfo flat) {
            return flat;
        }
        throw Faults.backing(index, "backing", "a disk here is a file (VirtualDiskFlatVer2BackingInfo)");
    }

    private static DiskMode mode(int index, VirtualDiskFlatVer2BackingInfo backing) {
        return DiskMode.of(backing.diskMode())
                .orElseThrow(() -> Faults.backing(
                        index, "backing.diskMode", "the mode '" + backing.diskMode() + "' is not supported"));
    }

    /** The name for a new disk, made up where the spec gives only a datastore or a folder, or nothing. */
    private String newFile(int index, String wanted) {
        String base = context.baseName();
        String folder;
        if (wanted.isEmpty()) {
            folder = "";
        } else if (wanted.endsWith("]")) {
            String inOwnFolder = context.path("");
            boolean sameDatastore = inOwnFolder.startsWith(wanted);
            folder = sameDatastore ? "" : wanted + " " + base + "/";
        } else if (wanted.endsWith("/")) {
            folder = wanted;
        } else {
            String path = context.path(wanted);
            if (!path.endsWith(".vmdk")) {
                throw Faults.backing(index, "backing.fileName", "a disk's file ends in .vmdk, not as " + wanted);
            }
            if (context.exists(path) || !newFiles.add(path)) {
                throw FileAlreadyExists.builder()
                        .file(path)
                        .build()
                        .exception(
                                "Cannot complete the operation because the file or folder " + path + " already exists");
            }
            return context.relative(path);
        }
        for (int number = 0; ; number++) {
            String name = folder + base + (number == 0 ? "" : "_" + number) + ".vmdk";
            String path = context.path(name);
            if (!context.exists(path) && newFiles.add(path)) {
                return context.relative(path);
            }
        }
    }

    Cdrom cdrom(int index, VirtualCdrom spec, Slot slot, Optional<Cdrom> before) {
        VirtualDeviceConnectInfo connectable = spec.connectable();
        boolean startConnected =
                connectable == null ? before.map(Cdrom::startConnected).orElse(true) : connectable.startConnected();
        if (spec.backing() == null && before.isPresent()) {
            return new Cdrom(slot, before.get().isoFileName(), startConnected);
        }
        if (spec.backing() instanceof VirtualCdromIsoBackingInfo iso
                && !iso.fileName().isEmpty()) {
            String path = context.path(iso.fileName());
            if (path.endsWith("]") || path.endsWith("/")) {
                throw Faults.backing(index, "backing.fileName", path + " is no file");
            }
            return new Cdrom(slot, Optional.of(context.relative(path)), startConnected);
        }
        // The host's and the client's own drives are not to be had; such a drive is an empty one.
        return new Cdrom(slot, Optional.empty(), startConnected);
    }

    Nic newNic(int index, VirtualEthernetCard spec, Collection<Nic> others) {
        for (int number = 0; number < Nic.MAX; number++) {
            int wanted = number;
            if (others.stream().noneMatch(other -> other.index() == wanted)) {
                MacAddress mac = MacAddress.generated(biosUuid, number);
                return nic(index, spec, new Nic(number, type(index, spec), mac, "", true));
            }
        }
        throw Faults.device(index, "key", "a machine has up to " + Nic.MAX + " network cards");
    }

    Nic nic(int index, VirtualEthernetCard spec, Nic before) {
        String portGroup = before.portGroup();
        if (spec.backing() != null || portGroup.isEmpty()) {
            portGroup = portGroup(index, spec);
        }
        VirtualDeviceConnectInfo connectable = spec.connectable();
        return new Nic(
                before.index(),
                before.portGroup().isEmpty() || isKnown(spec) ? type(index, spec) : before.type(),
                mac(index, spec, before),
                portGroup,
                connectable == null ? before.startConnected() : connectable.startConnected());
    }

    private MacAddress mac(int index, VirtualEthernetCard spec, Nic before) {
        String text = spec.macAddress();
        if (text == null || text.isEmpty()) {
            return before.mac();
        }
        MacAddress mac = MacAddress.parse(text)
                .orElseThrow(() -> Faults.device(index, "macAddress", "'" + text + "' is no address"));
        boolean generated = "generated".equalsIgnoreCase(spec.addressType());
        if (generated && !mac.equals(before.mac())) {
            return MacAddress.generated(biosUuid, before.index());
        }
        return mac;
    }

    private static boolean isKnown(VirtualEthernetCard spec) {
        return spec instanceof VirtualVmxnet3 || spec instanceof VirtualE1000 || spec instanceof VirtualE1000e;
    }

    private NicType type(int index, VirtualEthernetCard spec) {
        return switch (spec) {
            case VirtualVmxnet3 _ -> NicType.VMXNET3;
            case VirtualE1000e _ -> NicType.E1000E;
            case VirtualE1000 _ -> NicType.E1000;
            default ->
                throw Faults.device(
                        index,
                        "key",
                        "a " + spec.dataType().wsdlName() + " is not supported by this host; use a VirtualVmxnet3");
        };
    }

    private String portGroup(int index, VirtualEthernetCard spec) {
        if (!(spec.backing() instanceof VirtualEthernetCardNetworkBackingInfo backing)) {
            throw Faults.backing(index, "backing", "a network card here is on a port group of this host");
        }
        String name = backing.deviceName();
        if (name.isEmpty() && backing.network() != null) {
            name = context.portGroup(backing.network()).orElse("");
        }
        if (!context.hasPortGroup(name)) {
            throw Faults.backing(index, "backing.deviceName", "there is no network '" + name + "' on this host");
        }
        return name;
    }

    Video video(int index, VirtualMachineVideoCard spec, Video before) {
        Long kib = spec.videoRamSizeInKB();
        if (kib == null || kib == 0) {
            return before;
        }
        if (kib < 0 || kib > 1 << 20) {
            throw Faults.device(index, "videoRamSizeInKB", kib + " KB is not between 0 and 1048576");
        }
        return new Video(kib.intValue());
    }
}
