package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.FileManager;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.Tasks;
import org.jspecify.annotations.Nullable;

/** The manager of a host's files. It knows them by name alone: of a disk it moves one file, not the disk. Any thread. */
public final class ServedFileManager implements FileManager, ServedObject {
    private final ManagedObjectReference<FileManager> reference;
    private final ManagedObjectReference<Datacenter> datacenter;
    private final FileNames names;
    private final FileTree files;
    private final Tasks tasks;

    public ServedFileManager(
            ManagedObjectReference<FileManager> reference,
            ManagedObjectReference<Datacenter> datacenter,
            Datastores datastores,
            DiskStore disks,
            Tasks tasks) {
        this.reference = reference;
        this.datacenter = datacenter;
        this.names = new FileNames(datastores, datacenter);
        this.files = new FileTree(names, disks);
        this.tasks = tasks;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<Task> moveDatastoreFile_Task(
            String sourceName,
            @Nullable ManagedObjectReference<Datacenter> sourceDatacenter,
            String destinationName,
            @Nullable ManagedObjectReference<Datacenter> destinationDatacenter,
            @Nullable Boolean force) {
        DatastorePath from = names.parse(sourceName, sourceDatacenter);
        DatastorePath to = names.parse(destinationName, destinationDatacenter);
        return tasks.startBeside(datacenter, "FileManager.moveFile", true, progress -> {
            Runnable done = progress.onCancel(() -> {});
            files.move(from, to, Boolean.TRUE.equals(force), new TaskShare(progress));
            done.run();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> copyDatastoreFile_Task(
            String sourceName,
            @Nullable ManagedObjectReference<Datacenter> sourceDatacenter,
            String destinationName,
            @Nullable ManagedObjectReference<Datacenter> destinationDatacenter,
            @Nullable Boolean force) {
        DatastorePath from = names.parse(sourceName, sourceDatacenter);
        DatastorePath to = names.parse(destinationName, destinationDatacenter);
        return tasks.startBeside(datacenter, "FileManager.copyFile", true, progress -> {
            Runnable done = progress.onCancel(() -> {});
            files.copy(from, to, Boolean.TRUE.equals(force), new TaskShare(progress));
            done.run();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> deleteDatastoreFile_Task(
            String name, @Nullable ManagedObjectReference<Datacenter> in) {
        DatastorePath path = names.parse(name, in);
        return tasks.startBeside(datacenter, "FileManager.deleteFile", false, _ -> {
            files.delete(path);
            return null;
        });
    }

    @Override
    public void makeDirectory(
            String name, @Nullable ManagedObjectReference<Datacenter> in, @Nullable Boolean createParentDirectories) {
        files.makeDirectory(names.parse(name, in), Boolean.TRUE.equals(createParentDirectories));
    }

    /** Files are the host agent's, as on a VMFS volume. */
    @Override
    public void changeOwner(String name, @Nullable ManagedObjectReference<Datacenter> in, String owner) {
        names.parse(name, in);
        throw NotSupported.builder()
                .build()
                .exception("Files of this datastore have no owners of their own, so none can be changed.");
    }
}
