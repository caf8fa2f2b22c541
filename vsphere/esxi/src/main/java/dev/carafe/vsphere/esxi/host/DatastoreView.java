package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreCapability;
import dev.carafe.vsphere.vim.vim25.DatastoreHostMount;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreSummary;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostFileSystemMountInfo;
import dev.carafe.vsphere.vim.vim25.HostLocalFileSystemVolume;
import dev.carafe.vsphere.vim.vim25.HostMountInfo;
import dev.carafe.vsphere.vim.vim25.LocalDatastoreInfo;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import java.time.Instant;
import java.util.List;

/** A datastore in vSphere's words. Pure. */
final class DatastoreView {
    /** What a folder is to vSphere: neither VMFS nor NFS. */
    private static final String TYPE = "OTHER";

    private DatastoreView() {}

    /** The properties that do not change by looking again. */
    static DatastoreProperties fresh(DatastoreState state, ManagedObjectReference<HostDatastoreBrowser> browser) {
        return Entities.common(
                DatastoreProperties.class,
                DatastoreProperties.builder()
                        .browser(browser)
                        .capability(DatastoreCapability.builder()
                                .directoryHierarchySupported(true)
                                .rawDiskMappingsSupported(false)
                                .perFileThinProvisioningSupported(true)
                                .storageIORMSupported(false)
                                .nativeSnapshotSupported(false)
                                .topLevelDirectoryCreateSupported(true)
                                .vmdkExpandSupported(true)
                                .build())
                        .build(),
                HostNames.DATASTORES,
                state.name());
    }

    /** What looking at it shows. Its time is that of the last look that showed something new, so that clients are not told of none. */
    static DatastoreProperties seen(DatastoreProperties before, DatastoreState state, Instant now) {
        return before.toBuilder()
                .name(state.name())
                .overallStatus(state.accessible() ? ManagedEntityStatus.GREEN : ManagedEntityStatus.RED)
                .summary(summary(before, state))
                .info(LocalDatastoreInfo.builder()
                        .name(state.name())
                        .url(state.url())
                        .freeSpace(state.freeSpace())
                        .maxFileSize(state.capacity())
                        .maxVirtualDiskCapacity(state.capacity())
                        .maxMemoryFileSize(state.capacity())
                        .timestamp(timestamp(before, state, now))
                        .path(state.datastore().root().toString())
                        .build())
                .host(List.of(DatastoreHostMount.builder()
                        .key(HostNames.HOST)
                        .mountInfo(mount(state))
                        .build()))
                .build();
    }

    private static Instant timestamp(DatastoreProperties before, DatastoreState state, Instant now) {
        DatastoreSummary summary = before.summary();
        Instant last = before.info() == null ? null : before.info().timestamp();
        boolean same = summary != null
                && summary.freeSpace() == state.freeSpace()
                && summary.capacity() == state.capacity()
                && summary.accessible() == state.accessible();
        return same && last != null ? last : now;
    }

    /** What machines may still write stays as it was: whoever knows the machines says it. */
    private static DatastoreSummary summary(DatastoreProperties before, DatastoreState state) {
        DatastoreSummary old = before.summary();
        return DatastoreSummary.builder()
                .datastore(state.reference())
                .name(state.name())
                .url(state.url())
                .capacity(state.capacity())
                .freeSpace(state.freeSpace())
                .uncommitted(old == null ? Long.valueOf(0) : old.uncommitted())
                .accessible(state.accessible())
                .multipleHostAccess(false)
                .type(TYPE)
                .maintenanceMode("normal")
                .build();
    }

    static HostFileSystemMountInfo volume(DatastoreState state) {
        return HostFileSystemMountInfo.builder()
                .mountInfo(mount(state))
                .volume(HostLocalFileSystemVolume.builder()
                        .type(TYPE)
                        .name(state.name())
                        .capacity(state.capacity())
                        .device(state.datastore().root().toString())
                        .build())
                .vStorageSupport("vStorageUnsupported")
                .build();
    }

    private static HostMountInfo mount(DatastoreState state) {
        return HostMountInfo.builder()
                .path(state.datastore().root().toString())
                .accessMode("readWrite")
                .mounted(state.accessible())
                .accessible(state.accessible())
                .build();
    }
}
