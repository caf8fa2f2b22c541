package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** An object that is its host's in all: vCenter has its properties and passes on its calls. */
record ForwardedObject(ManagedObjectReference<?> reference, ManagedType managedType, String hostId, Forwarder forwarder)
        implements ServedObject {
    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        return forwarder.forward(hostId, reference, method, arguments);
    }
}
