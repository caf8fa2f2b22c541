package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.vim.ManagedObjectReference;

/** The machines whose guests can be operated. */
@FunctionalInterface
public interface GuestMachines {
    /**
     * The agent of a machine's guest.
     *
     * @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound, or InvalidPowerState for a machine that does not run
     */
    GuestAgent agent(ManagedObjectReference<?> machine);
}
