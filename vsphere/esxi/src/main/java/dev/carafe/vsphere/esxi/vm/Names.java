package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DuplicateName;

/** What is said of names that are taken. */
final class Names {
    private Names() {}

    static FaultException duplicate(ManagedObjectReference<?> folder, String name) {
        return DuplicateName.builder()
                .name(name)
                .object(folder)
                .build()
                .exception("The name '" + name + "' already exists.");
    }
}
