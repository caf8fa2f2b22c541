package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.file.ServedDatastoreBrowser;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The browsers of the host's datastores: one for all, and one for each. */
record DatastoreBrowsers(Datastores datastores, DiskStore disks, Tasks tasks) {
    static final ManagedObjectReference<HostDatastoreBrowser> OF_HOST =
            new ManagedObjectReference<>("HostDatastoreBrowser", "ha-host-datastorebrowser");

    /**
     * Adds the one for all.
     *
     * @param shown the datastore of a name
     */
    void addAll(Changes changes, Function<String, Optional<ManagedObjectReference<Datastore>>> shown) {
        changes.add(
                browser(OF_HOST, shown),
                HostDatastoreBrowserProperties.builder().build());
    }

    /** Adds that of one datastore. */
    ManagedObjectReference<HostDatastoreBrowser> add(Changes changes, DatastoreState state) {
        ManagedObjectReference<HostDatastoreBrowser> reference = of(state);
        changes.add(
                browser(reference, name -> Optional.of(state.reference()).filter(_ -> name.equals(state.name()))),
                HostDatastoreBrowserProperties.builder()
                        .datastore(List.of(state.reference()))
                        .build());
        return reference;
    }

    private ServedDatastoreBrowser browser(
            ManagedObjectReference<HostDatastoreBrowser> reference,
            Function<String, Optional<ManagedObjectReference<Datastore>>> shown) {
        return new ServedDatastoreBrowser(reference, shown, datastores, disks, tasks);
    }

    void remove(Changes changes, DatastoreState state) {
        changes.remove(of(state));
    }

    private static ManagedObjectReference<HostDatastoreBrowser> of(DatastoreState state) {
        return new ManagedObjectReference<>("HostDatastoreBrowser", state.uuid() + "-datastorebrowser");
    }
}
