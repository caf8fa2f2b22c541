package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.vmomi.task.TaskProgress;

/** Tells a task how far work on a disk is, and the work when the task is cancelled. */
public record TaskShare(TaskProgress task) implements DiskProgress {
    @Override
    public void percent(int percent) {
        task.percent(percent);
    }

    @Override
    public boolean cancelled() {
        return task.cancelled();
    }
}
