package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchSpec;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A browser of one datastore or of several. Any thread. */
public final class ServedDatastoreBrowser implements HostDatastoreBrowser, ServedObject {
    private final ManagedObjectReference<HostDatastoreBrowser> reference;
    private final Function<String, Optional<ManagedObjectReference<Datastore>>> shown;
    private final Datastores datastores;
    private final DiskStore disks;
    private final Tasks tasks;

    /**
     * A browser.
     *
     * @param shown the datastore of a name, if this browser shows it
     */
    public ServedDatastoreBrowser(
            ManagedObjectReference<HostDatastoreBrowser> reference,
            Function<String, Optional<ManagedObjectReference<Datastore>>> shown,
            Datastores datastores,
            DiskStore disks,
            Tasks tasks) {
        this.reference = reference;
        this.shown = shown;
        this.datastores = datastores;
        this.disks = disks;
        this.tasks = tasks;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<Task> searchDatastore_Task(
            String datastorePath, @Nullable HostDatastoreBrowserSearchSpec searchSpec) {
        DatastorePath path = path(datastorePath);
        ManagedObjectReference<Datastore> datastore = datastore(path);
        return tasks.startBeside(datastore, "HostDatastoreBrowser.search", true, progress -> {
            FileSearch search = new FileSearch(searchSpec, datastore, disks, progress::cancelled);
            Runnable done = progress.onCancel(() -> {});
            try {
                return search.folder(path, folder(path));
            } finally {
                done.run();
            }
        });
    }

    @Override
    public ManagedObjectReference<Task> searchDatastoreSubFolders_Task(
            String datastorePath, @Nullable HostDatastoreBrowserSearchSpec searchSpec) {
        DatastorePath path = path(datastorePath);
        ManagedObjectReference<Datastore> datastore = datastore(path);
        return tasks.startBeside(datastore, "HostDatastoreBrowser.searchSubFolders", true, progress -> {
            FileSearch search = new FileSearch(searchSpec, datastore, disks, progress::cancelled);
            Runnable done = progress.onCancel(() -> {});
            try {
                return new ArrayOf(
                        Objects.requireNonNull(Vim25.NAMESPACE.type("HostDatastoreBrowserSearchResults")),
                        search.subfolders(path, folder(path)));
            } finally {
                done.run();
            }
        });
    }

    /** Deprecated since long, and still called. */
    @Override
    public void deleteFile(String datastorePath) {
        DatastorePath path = path(datastorePath);
        datastore(path);
        FileNames names = new FileNames(datastores, new ManagedObjectReference<>("Datacenter", ""));
        new FileTree(names, disks).delete(path);
    }

    private static DatastorePath path(String datastorePath) {
        try {
            return DatastorePath.parse(datastorePath);
        } catch (InvalidDatastorePathException wrong) {
            throw FileFaults.of(wrong);
        }
    }

    private ManagedObjectReference<Datastore> datastore(DatastorePath path) {
        return shown.apply(path.datastore())
                .orElseThrow(() -> InvalidDatastorePath.builder()
                        .datastorePath(path.toString())
                        .name(path.datastore())
                        .build()
                        .exception("Invalid datastore path '" + path + "'."));
    }

    private Path folder(DatastorePath path) {
        Path folder;
        try {
            folder = datastores.resolve(path);
        } catch (InvalidDatastorePathException wrong) {
            throw FileFaults.of(wrong);
        }
        if (!Files.isDirectory(folder)) {
            throw FileFaults.notFound(path);
        }
        return folder;
    }
}
