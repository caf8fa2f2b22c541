package dev.carafe.vsphere.vcenter.schedule;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ScheduledTask;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** One scheduled task as clients see it. */
record ServedScheduledTask(ManagedObjectReference<ScheduledTask> reference, ServedScheduledTaskManager manager)
        implements ScheduledTask, ServedObject {
    @Override
    public void removeScheduledTask() {
        manager.remove(reference);
    }

    @Override
    public void reconfigureScheduledTask(ScheduledTaskSpec spec) {
        manager.reconfigure(reference, spec);
    }

    @Override
    public void runScheduledTask() {
        manager.runNow(reference);
    }
}
