package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.StoragePod;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** A cluster of datastores: a folder of these alone, which does what folders do. Nobody balances them. */
record ServedStoragePod(ManagedObjectReference<Folder> reference, ServedFolder folder)
        implements StoragePod, ServedObject {
    ServedStoragePod(VCenter vcenter, String id) {
        this(References.folder(id), new ServedFolder(vcenter, id));
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        return folder.dispatch(method, arguments);
    }
}
