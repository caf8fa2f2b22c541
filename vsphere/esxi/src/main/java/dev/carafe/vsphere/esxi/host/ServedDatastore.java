package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** A datastore. It keeps its name, since machines' files name it. */
record ServedDatastore(ManagedObjectReference<Datastore> reference, HostDatastores datastores)
        implements Datastore, ServedObject {
    @Override
    public void refreshDatastore() {
        datastores.refresh();
    }

    @Override
    public void refreshDatastoreStorageInfo() {
        datastores.refresh();
    }

    @Override
    public boolean isClusteredVmdkEnabled() {
        return false;
    }

    @Override
    public void destroyDatastore() {
        ServedDatastoreSystem.remove(datastores, reference);
    }
}
