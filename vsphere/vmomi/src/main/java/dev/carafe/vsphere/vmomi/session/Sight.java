package dev.carafe.vsphere.vmomi.session;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;

/** What of the server's objects a session's user may see. Asked with locks held: it answers from memory. */
public interface Sight {
    /** Sees everything. */
    Sight ALL = new Sight() {
        @Override
        public boolean unrestricted() {
            return true;
        }

        @Override
        public boolean allows(ManagedObjectReference<?> object, String privilege, ObjectSource source) {
            return true;
        }
    };

    /** Whether there is nothing that it hides now; then it is not asked for each object. */
    boolean unrestricted();

    /** Whether the user has a privilege on an object, {@code System.Read} for example. */
    boolean allows(ManagedObjectReference<?> object, String privilege, ObjectSource source);
}
