package dev.carafe.vsphere.vmomi.service;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.UnimplementedMethodException;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls methods of managed objects for sessions that come by another way than SOAP, with the same rights. Safe for all threads. */
public final class MethodCalls {
    private final AccessControl access;

    public MethodCalls(AccessControl access) {
        this.access = access;
    }

    /**
     * Calls a method as the user of a session.
     *
     * @return what the method returns; a reference for those that start tasks
     * @throws FaultException what the method fails with, and NoPermission, ManagedObjectNotFound and NotSupported
     */
    public @Nullable Object call(
            Session session,
            Caller caller,
            ManagedObjectReference<?> target,
            ManagedMethod method,
            @Nullable Object... arguments) {
        Call call = new Call(session, true, caller, null);
        return ScopedValue.where(Call.CURRENT, call).call(() -> {
            ServedObject object = session.find(target).orElseThrow(() -> MissingObject.fault(target));
            List<@Nullable Object> all = new ArrayList<>();
            for (@Nullable Object argument : arguments) {
                all.add(argument);
            }
            access.check(call, object, method, all);
            try {
                return object.dispatch(method, arguments);
            } catch (UnimplementedMethodException e) {
                throw NotSupported.builder().build().exception(e.getMessage());
            }
        });
    }
}
