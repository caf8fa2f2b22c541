package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystem;
import dev.carafe.vsphere.vim.vim25.HostUnresolvedVmfsVolume;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Adds folders of the host as datastores, and removes them. */
record ServedDatastoreSystem(ManagedObjectReference<HostDatastoreSystem> reference, HostDatastores datastores)
        implements HostDatastoreSystem, ServedObject {
    @Override
    public ManagedObjectReference<Datastore> createLocalDatastore(String name, String path) {
        if (!DatastorePath.isName(name)) {
            throw InvalidName.builder()
                    .name(name)
                    .build()
                    .exception("The name '" + name + "' is not valid for a datastore.");
        }
        datastores.byName(name).ifPresent(state -> {
            throw DuplicateName.builder()
                    .name(name)
                    .object(state.reference())
                    .build()
                    .exception("The name '" + name + "' already exists.");
        });
        Path folder = folder(path);
        try {
            dev.carafe.vsphere.esxi.datastore.Datastore datastore =
                    new dev.carafe.vsphere.esxi.datastore.Datastore(name, folder);
            if (!datastores.datastores().add(datastore)) {
                throw failed("The folder " + path + " is, holds, or is held by another datastore.");
            }
            try {
                ManagedObjectReference<Datastore> served = datastores.serve(datastore);
                datastores.remember();
                return served;
            } catch (IOException e) {
                datastores.datastores().remove(name);
                throw e;
            }
        } catch (IOException e) {
            throw failed("The datastore '" + name + "' could not be created: " + e.getMessage());
        }
    }

    private static Path folder(String path) {
        try {
            Path folder = Path.of(path);
            if (folder.isAbsolute() && Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException _) {
            // there can be no such folder
        }
        throw FileNotFound.builder().file(path).build().exception("File " + path + " was not found");
    }

    @Override
    public void removeDatastore(ManagedObjectReference<Datastore> datastore) {
        remove(datastores, datastore);
    }

    /** @throws dev.carafe.vsphere.vim.FaultException ResourceInUse when machines are on it */
    static void remove(HostDatastores datastores, ManagedObjectReference<Datastore> datastore) {
        DatastoreState state = datastores.byReference(datastore).orElseThrow(() -> MissingObject.fault(datastore));
        if (datastores.isUsed(datastore)) {
            throw ResourceInUse.builder()
                    .name(state.name())
                    .type("Datastore")
                    .build()
                    .exception("The resource '" + state.name() + "' is in use.");
        }
        datastores.forget(datastore);
        try {
            datastores.remember();
        } catch (IOException e) {
            throw failed("The datastore is gone until the host starts again: " + e.getMessage());
        }
    }

    /** There is no VMFS. */
    @Override
    public List<HostUnresolvedVmfsVolume> queryUnresolvedVmfsVolumes() {
        return List.of();
    }

    private static dev.carafe.vsphere.vim.FaultException failed(String message) {
        return HostConfigFault.builder().build().exception(message);
    }
}
