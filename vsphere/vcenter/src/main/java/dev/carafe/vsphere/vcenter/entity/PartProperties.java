package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowserProperties;
import dev.carafe.vsphere.vim.vim25.FileQuery;
import dev.carafe.vsphere.vim.vim25.FloppyImageFileQuery;
import dev.carafe.vsphere.vim.vim25.FolderFileQuery;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserProperties;
import dev.carafe.vsphere.vim.vim25.IsoImageFileQuery;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQuery;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQuery;
import dev.carafe.vsphere.vim.vim25.VmLogFileQuery;
import dev.carafe.vsphere.vim.vim25.VmSnapshotFileQuery;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;

/** The properties of what is a part of an entity: the browsers. Pure. */
final class PartProperties {
    private static final List<FileQuery> QUERIES = List.of(
            FolderFileQuery.builder().build(),
            IsoImageFileQuery.builder().build(),
            FloppyImageFileQuery.builder().build(),
            VmConfigFileQuery.builder().build(),
            VmDiskFileQuery.builder().build(),
            VmLogFileQuery.builder().build(),
            VmSnapshotFileQuery.builder().build());

    private PartProperties() {}

    static DataObject of(ServedObject part, Entity entity) {
        return switch (entity) {
            case Entity.Datastore datastore ->
                HostDatastoreBrowserProperties.builder()
                        .datastore(List.of(References.datastore(datastore.id())))
                        .supportedType(QUERIES)
                        .build();
            case Entity.ComputeResource _ ->
                EnvironmentBrowserProperties.builder().build();
            default -> throw new IllegalArgumentException(part.reference() + " is no part of " + entity);
        };
    }
}
