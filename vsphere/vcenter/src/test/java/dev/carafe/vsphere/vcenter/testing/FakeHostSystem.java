package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostMaintenanceSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** The fake host's own object, which can be in maintenance mode. */
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
record FakeHostSystem(ManagedObjectReference<HostSystem> reference, FakeHostInventory host)
        implements HostSystem, ServedObject {
    @Override
    public ManagedObjectReference<Task> enterMaintenanceMode_Task(
            int timeout, @Nullable Boolean evacuatePoweredOffVms, @Nullable HostMaintenanceSpec maintenanceSpec) {
        return maintenance(true);
    }

    @Override
    public ManagedObjectReference<Task> exitMaintenanceMode_Task(int timeout) {
        return maintenance(false);
    }

    @Override
    public ManagedObjectReference<ReflectManagedMethodExecuter> retrieveManagedMethodExecuter() {
        return FakeExecuter.REFERENCE;
    }

    private ManagedObjectReference<Task> maintenance(boolean now) {
        return host.tasks.start(reference, "HostSystem.enterMaintenanceMode", _ -> {
            host.registry.change(changes -> changes.update(
                    reference,
                    HostSystemProperties.class,
                    properties -> properties.toBuilder()
                            .runtime(properties.runtime().toBuilder()
                                    .inMaintenanceMode(now)
                                    .build())
                            .build()));
            return null;
        });
    }
}
