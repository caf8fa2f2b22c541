package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreSummary;
import dev.carafe.vsphere.vim.vim25.StoragePodProperties;
import dev.carafe.vsphere.vim.vim25.StoragePodSummary;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import java.util.List;

/** What clusters of datastores are, by what is in them. Pure. */
public final class StoragePods {
    private StoragePods() {}

    /** Has a cluster show what its datastores hold together; what is no cluster of datastores stays as it is. */
    public static void summarize(Changes changes, ManagedObjectReference<?> pod) {
        if (!(changes.properties(pod) instanceof StoragePodProperties now)) {
            return;
        }
        List<DatastoreSummary> summaries = now.childEntity().stream()
                .map(changes::properties)
                .filter(DatastoreProperties.class::isInstance)
                .map(datastore -> ((DatastoreProperties) datastore).summary())
                .toList();
        StoragePodSummary summary = StoragePodSummary.builder()
                .name(now.name() == null ? "" : now.name())
                .capacity(
                        summaries.stream().mapToLong(DatastoreSummary::capacity).sum())
                .freeSpace(summaries.stream()
                        .mapToLong(DatastoreSummary::freeSpace)
                        .sum())
                .build();
        changes.update(
                pod,
                StoragePodProperties.class,
                properties -> properties.toBuilder().summary(summary).build());
    }
}
