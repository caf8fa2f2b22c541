package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An object of vCenter's that has nothing of its own: each call goes to the object of the like of some host. */
public final class RoutedObject implements ServedObject {
    /**
     * Where a call goes.
     *
     * @param onHost as the host calls it
     * @param about what a task is about
     */
    public record Route(
            String hostId, ManagedObjectReference<?> onHost, ManagedObjectReference<? extends ManagedEntity> about) {}

    /** Finds where calls go. */
    @FunctionalInterface
    public interface Router {
        /** @throws dev.carafe.vsphere.vim.FaultException when there is no host for it */
        Route route(ManagedMethod method, @Nullable Object[] arguments);
    }

    private final ManagedObjectReference<?> reference;
    private final ManagedType type;
    private final VCenter vcenter;
    private final Router router;

    public RoutedObject(ManagedObjectReference<?> reference, VCenter vcenter, Router router) {
        this.reference = reference;
        this.vcenter = vcenter;
        this.router = router;
        type = (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(reference.type()));
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public ManagedType managedType() {
        return type;
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        Route route = router.route(method, arguments);
        return vcenter.hosts().calls().forwardTo(route.hostId(), route.onHost(), route.about(), method, arguments);
    }
}
