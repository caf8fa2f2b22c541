package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.AdapterType;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.disk.DiskInfo;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Geometry;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.FileBackedVirtualDiskSpec;
import dev.carafe.vsphere.vim.vim25.HostDiskDimensionsChs;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualDiskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDiskInfoUnit;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManager;
import dev.carafe.vsphere.vim.vim25.VirtualDiskSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProfileSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The manager of a host's virtual disks; a disk is named by its descriptor. Any thread. */
public final class ServedVirtualDiskManager implements VirtualDiskManager, ServedObject {
    private final ManagedObjectReference<VirtualDiskManager> reference;
    private final ManagedObjectReference<Datacenter> datacenter;
    private final FileNames names;
    private final DiskStore disks;
    private final Tasks tasks;

    public ServedVirtualDiskManager(
            ManagedObjectReference<VirtualDiskManager> reference,
            ManagedObjectReference<Datacenter> datacenter,
            Datastores datastores,
            DiskStore disks,
            Tasks tasks) {
        this.reference = reference;
        this.datacenter = datacenter;
        this.names = new FileNames(datastores, datacenter);
        this.disks = disks;
        this.tasks = tasks;
    }

    /** Works on a disk's file. */
    private interface Work {
        void on(Path file, DiskProgress progress);
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<Task> createVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in, VirtualDiskSpec spec) {
        Provisioning provisioning = DiskTypes.provisioning(spec);
        AdapterType adapter = DiskTypes.adapter(spec);
        if (!(spec instanceof FileBackedVirtualDiskSpec file)) {
            throw FileFaults.invalidArgument(
                    "spec", "A disk is made by a FileBackedVirtualDiskSpec, which has its capacity.");
        }
        if (file.capacityKb() <= 0 || file.capacityKb() > DiskStore.CAPACITY_MAX_BYTES / 1024) {
            throw FileFaults.invalidArgument(
                    "spec.capacityKb", file.capacityKb() + " KB is no capacity of a disk: it has 1 KB to 62 TB.");
        }
        return start(
                "createVirtualDisk",
                name,
                in,
                true,
                (path, progress) -> disks.create(path, file.capacityKb() * 1024, provisioning, adapter, progress));
    }

    @Override
    public ManagedObjectReference<Task> deleteVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        return start("deleteVirtualDisk", name, in, false, (path, _) -> disks.delete(path));
    }

    @Override
    public ManagedObjectReference<Task> moveVirtualDisk_Task(
            String sourceName,
            @Nullable ManagedObjectReference<Datacenter> sourceDatacenter,
            String destName,
            @Nullable ManagedObjectReference<Datacenter> destDatacenter,
            @Nullable Boolean force,
            List<VirtualMachineProfileSpec> profile) {
        DatastorePath to = names.parse(destName, destDatacenter);
        return start("moveVirtualDisk", sourceName, sourceDatacenter, to, (path, progress) -> {
            disks.chain(path); // whether it can be moved is to be known before another is removed
            if (replaces(to, force)) {
                disks.delete(names.file(to));
            }
            disks.move(path, names.file(to), progress);
        });
    }

    @Override
    public ManagedObjectReference<Task> copyVirtualDisk_Task(
            String sourceName,
            @Nullable ManagedObjectReference<Datacenter> sourceDatacenter,
            String destName,
            @Nullable ManagedObjectReference<Datacenter> destDatacenter,
            @Nullable VirtualDiskSpec destSpec,
            @Nullable Boolean force) {
        DatastorePath to = names.parse(destName, destDatacenter);
        Provisioning wanted = destSpec == null ? Provisioning.THIN : DiskTypes.provisioning(destSpec);
        return start("copyVirtualDisk", sourceName, sourceDatacenter, to, (path, progress) -> {
            if (!replaces(to, force)) {
                disks.copy(path, names.file(to), wanted, progress);
                return;
            }
            Path part = Path.of(disks.unfinished(names.file(to)) + ".vmdk");
            disks.copy(path, part, wanted, progress);
            disks.delete(names.file(to));
            disks.move(part, names.file(to), DiskProgress.NONE);
        });
    }

    @Override
    public ManagedObjectReference<Task> extendVirtualDisk_Task(
            String name,
            @Nullable ManagedObjectReference<Datacenter> in,
            long newCapacityKb,
            @Nullable Boolean eagerZero) {
        if (newCapacityKb <= 0 || newCapacityKb > DiskStore.CAPACITY_MAX_BYTES / 1024) {
            throw FileFaults.invalidArgument("newCapacityKb", newCapacityKb + " KB is no capacity of a disk.");
        }
        return start("extendVirtualDisk", name, in, false, (path, _) -> disks.extend(path, newCapacityKb * 1024));
    }

    @Override
    public ManagedObjectReference<Task> shrinkVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in, @Nullable Boolean copy) {
        return start("shrinkVirtualDisk", name, in, false, (path, _) -> disks.shrink(path));
    }

    @Override
    public ManagedObjectReference<Task> inflateVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        return start("inflateVirtualDisk", name, in, false, (path, _) -> disks.inflate(path));
    }

    /** What was never written reads as zeros here, so taking the room is enough. */
    @Override
    public ManagedObjectReference<Task> eagerZeroVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        return start("eagerZeroVirtualDisk", name, in, false, (path, _) -> disks.inflate(path));
    }

    @Override
    public ManagedObjectReference<Task> zeroFillVirtualDisk_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        return start("zeroFillVirtualDisk", name, in, false, (path, _) -> disks.zeroFill(path));
    }

    @Override
    public void setVirtualDiskUuid(String name, @Nullable ManagedObjectReference<Datacenter> in, String uuid) {
        at(names.parse(name, in), file -> {
            disks.setUuid(file, uuid);
            return uuid;
        });
    }

    @Override
    public String queryVirtualDiskUuid(String name, @Nullable ManagedObjectReference<Datacenter> in) {
        DatastorePath path = names.parse(name, in);
        return at(path, disks::info)
                .uuid()
                .orElseThrow(() -> FileFaults.cannotAccess(path, "this disk has no UUID; set one"));
    }

    /** A disk, and if they are asked for, those that it lies over, each after the one that lies over it. */
    @Override
    public ManagedObjectReference<Task> queryVirtualDiskInfo_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in, boolean includeParents) {
        DatastorePath path = names.parse(name, in);
        return tasks.startBeside(
                datacenter,
                "VirtualDiskManager.queryVirtualDiskInfo",
                false,
                _ -> new ArrayOf(
                        Objects.requireNonNull(Vim25.NAMESPACE.type("VirtualDiskInfo")),
                        at(path, file -> disks.chain(file).descriptors()).stream()
                                .limit(includeParents ? Long.MAX_VALUE : 1)
                                .map(each -> at(names.datastores().pathOf(each), this::described))
                                .toList()));
    }

    private VirtualDiskInfo described(Path file) {
        DiskInfo info = disks.info(file);
        return VirtualDiskInfo.builder()
                .unit(VirtualDiskInfoUnit.builder()
                        .name(names.datastores().pathOf(file).toString())
                        .build())
                .diskType(DiskTypes.name(info))
                .parent(info.parent()
                        .map(parent -> names.datastores().pathOf(parent).toString())
                        .orElse(null))
                .build();
    }

    @Override
    public HostDiskDimensionsChs queryVirtualDiskGeometry(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        Geometry geometry = at(names.parse(name, in), disks::info).geometry();
        return HostDiskDimensionsChs.builder()
                .cylinder(geometry.cylinders())
                .head(geometry.heads())
                .sector(geometry.sectors())
                .build();
    }

    private boolean replaces(DatastorePath to, @Nullable Boolean force) {
        return Boolean.TRUE.equals(force) && Files.exists(names.file(to));
    }

    private ManagedObjectReference<Task> start(
            String method, String name, @Nullable ManagedObjectReference<Datacenter> in, boolean tellsName, Work work) {
        DatastorePath path = names.parse(name, in);
        return tasks.startBeside(datacenter, "VirtualDiskManager." + method, true, progress -> {
            Runnable done = progress.onCancel(() -> {});
            at(path, file -> {
                work.on(file, new TaskShare(progress));
                return path;
            });
            done.run();
            return tellsName ? path.toString() : null;
        });
    }

    private ManagedObjectReference<Task> start(
            String method, String name, @Nullable ManagedObjectReference<Datacenter> in, DatastorePath to, Work work) {
        DatastorePath from = names.parse(name, in);
        return tasks.startBeside(datacenter, "VirtualDiskManager." + method, true, progress -> {
            Runnable done = progress.onCancel(() -> {});
            Path file = names.file(from);
            if (!Files.exists(file)) {
                throw FileFaults.notFound(from);
            }
            if (!Files.isDirectory(names.file(to.parent()))) {
                throw FileFaults.notFound(to.parent());
            }
            at(to, _ -> {
                work.on(file, new TaskShare(progress));
                return to;
            });
            done.run();
            return to.toString();
        });
    }

    private <R> R at(DatastorePath path, Function<Path, R> work) {
        try {
            return work.apply(names.file(path));
        } catch (DiskException failed) {
            throw FileFaults.of(failed, path, names.datastores());
        } catch (InvalidDatastorePathException wrong) {
            throw FileFaults.of(wrong);
        }
    }
}
