package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;
import org.jspecify.annotations.Nullable;

/** Is told of calls that are passed on to hosts, where something of vCenter's own is to follow them. Safe for all threads. */
@FunctionalInterface
public interface FollowedCalls {
    /** One call, whose host answers with a task. */
    interface Followed {
        /** The host has begun; before anybody is told of the task. */
        void begun(ManagedObjectReference<Task> task);

        /** The host has done it; the task ends after this. */
        void done();

        /** The host has not done it, or it is not known whether it has. */
        void failed(FaultException why);
    }

    /**
     * A host is about to be asked.
     *
     * @param object as vCenter calls it
     * @return null when nothing follows
     * @throws FaultException when the host is not to be asked
     */
    @Nullable
    Followed asked(String hostId, ManagedObjectReference<?> object, ManagedMethod method);
}
