package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** The pool of all that the host has. */
record ServedResourcePool(ManagedObjectReference<ResourcePool> reference) implements ResourcePool, ServedObject {}
