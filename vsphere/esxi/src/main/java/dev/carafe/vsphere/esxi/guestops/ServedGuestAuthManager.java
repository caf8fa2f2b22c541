package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestAuthManager;
import dev.carafe.vsphere.vim.vim25.GuestAuthentication;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** Has guests check names and passwords. */
record ServedGuestAuthManager(
        ManagedObjectReference<GuestAuthManager> reference, GuestMachines machines, GuestShell shell)
        implements GuestAuthManager, ServedObject {
    @Override
    public void validateCredentialsInGuest(ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth) {
        Credentials who = Credentials.of(auth);
        shell.check(machines.agent(vm), who);
    }
}
