package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;

/** The browsers of the host's datastores: one for all, and one for each. */
final class DatastoreBrowsers {
    static final ManagedObjectReference<HostDatastoreBrowser> OF_HOST =
            new ManagedObjectReference<>("HostDatastoreBrowser", "ha-host-datastorebrowser");

    private record ServedBrowser(ManagedObjectReference<HostDatastoreBrowser> reference)
            implements HostDatastoreBrowser, ServedObject {}

    /** Adds the one for all. */
    void addAll(Changes changes) {
        changes.add(
                new ServedBrowser(OF_HOST),
                HostDatastoreBrowserProperties.builder().build());
    }

    /** Adds that of one datastore. */
    ManagedObjectReference<HostDatastoreBrowser> add(Changes changes, DatastoreState state) {
        ManagedObjectReference<HostDatastoreBrowser> reference = of(state);
        changes.add(
                new ServedBrowser(reference),
                HostDatastoreBrowserProperties.builder()
                        .datastore(List.of(state.reference()))
                        .build());
        return reference;
    }

    void remove(Changes changes, DatastoreState state) {
        changes.remove(of(state));
    }

    private static ManagedObjectReference<HostDatastoreBrowser> of(DatastoreState state) {
        return new ManagedObjectReference<>("HostDatastoreBrowser", state.uuid() + "-datastorebrowser");
    }
}
