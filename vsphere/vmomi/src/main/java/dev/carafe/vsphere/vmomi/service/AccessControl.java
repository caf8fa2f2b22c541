package dev.carafe.vsphere.vmomi.service;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a caller who is logged in may call a method of an object. */
@FunctionalInterface
public interface AccessControl {
    /** @throws FaultException NoPermission, naming object and privilege */
    void check(Call call, ServedObject object, ManagedMethod method, List<@Nullable Object> arguments);
}
