package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CannotCreateFile;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreNamespaceManager;
import dev.carafe.vsphere.vim.vim25.DatastoreNamespaceManagerProperties;
import dev.carafe.vsphere.vim.vim25.InvalidDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/**
 * Directories of datastores that are made of objects instead of files. No datastore here is one: each is a directory of files,
 * whose own directories the file manager makes and deletes, and that is what is answered.
 */
public final class ServedDatastoreNamespaceManager implements DatastoreNamespaceManager, ServedObject {
    private final ManagedObjectReference<DatastoreNamespaceManager> reference;
    private final ObjectRegistry registry;

    private ServedDatastoreNamespaceManager(
            ManagedObjectReference<DatastoreNamespaceManager> reference, ObjectRegistry registry) {
        this.reference = reference;
        this.registry = registry;
    }

    /** A manager among the server's objects. */
    public static void open(ManagedObjectReference<DatastoreNamespaceManager> reference, ObjectRegistry registry) {
        registry.change(changes -> changes.add(
                new ServedDatastoreNamespaceManager(reference, registry),
                DatastoreNamespaceManagerProperties.builder().build()));
    }

    @Override
    public ManagedObjectReference<DatastoreNamespaceManager> reference() {
        return reference;
    }

    @Override
    public String createDirectory(
            ManagedObjectReference<Datastore> datastore,
            @Nullable String displayName,
            @Nullable String policy,
            @Nullable Long size) {
        if (registry.properties(datastore).isEmpty()) {
            throw ManagedObjectNotFound.builder()
                    .obj(datastore)
                    .build()
                    .exception("There is no datastore " + datastore.value() + ".");
        }
        throw CannotCreateFile.builder()
                .file(displayName == null ? "" : displayName)
                .build()
                .exception("The datastore is made of files; make the directory by the file manager (MakeDirectory).");
    }

    @Override
    public void deleteDirectory(@Nullable ManagedObjectReference<Datacenter> datacenter, String datastorePath) {
        if (!datastorePath.startsWith("/vmfs/volumes/")) {
            throw InvalidDatastorePath.builder()
                    .datastorePath(datastorePath)
                    .build()
                    .exception("'" + datastorePath + "' is no path below /vmfs/volumes/.");
        }
        throw InvalidDatastore.builder()
                .name(datastorePath)
                .build()
                .exception(
                        "The datastore is made of files; delete the directory by the file manager (DeleteDatastoreFile_Task).");
    }
}
