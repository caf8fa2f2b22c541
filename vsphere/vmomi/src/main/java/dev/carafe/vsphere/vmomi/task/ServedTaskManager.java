package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** Shows recent tasks, and makes tasks that clients do themselves. */
public final class ServedTaskManager implements TaskManager, ServedObject {
    /** How many collectors a session may have. */
    static final int COLLECTORS_MAX = 32;

    private final ManagedObjectReference<TaskManager> reference;
    private final Tasks tasks;

    ServedTaskManager(ManagedObjectReference<TaskManager> reference, Tasks tasks) {
        this.reference = reference;
        this.tasks = tasks;
    }

    @Override
    public ManagedObjectReference<TaskManager> reference() {
        return reference;
    }

    @Override
    public TaskInfo createTask(
            ManagedObjectReference<?> obj,
            String taskTypeId,
            @Nullable String initiatedBy,
            boolean cancelable,
            @Nullable String parentTaskKey,
            @Nullable String activationId) {
        return tasks.create(
                obj,
                taskTypeId,
                cancelable,
                parentTaskKey,
                TaskReasonUser.builder()
                        .userName(initiatedBy == null ? Events.userName() : initiatedBy)
                        .build());
    }
}
