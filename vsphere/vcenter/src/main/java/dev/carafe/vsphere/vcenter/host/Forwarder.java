package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import org.jspecify.annotations.Nullable;

/** Calls hosts on behalf of vCenter's clients. */
@FunctionalInterface
public interface Forwarder {
    /**
     * Calls a method of an object of a host, with vCenter's names on this side and the host's on that.
     *
     * @param object as vCenter calls it
     * @return the result; what the host calls a task has become one of vCenter's
     * @throws dev.carafe.vsphere.vim.FaultException as the host says it, or HostNotConnected
     */
    @Nullable
    Object forward(
            String hostId, ManagedObjectReference<?> object, ManagedMethod method, @Nullable Object... arguments);
}
