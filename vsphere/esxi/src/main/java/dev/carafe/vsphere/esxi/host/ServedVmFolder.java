package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** The folder that all machines of the host are in. */
record ServedVmFolder(ManagedObjectReference<Folder> reference) implements Folder, ServedObject {}
