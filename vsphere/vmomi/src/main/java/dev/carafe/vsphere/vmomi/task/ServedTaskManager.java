package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollector;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.history.SessionCollectors;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Shows recent tasks, and makes tasks that clients do themselves. */
public final class ServedTaskManager implements TaskManager, ServedObject {
    /** How many collectors a session may have. */
    static final int COLLECTORS_MAX = 32;

    private final AtomicLong lastCollector = new AtomicLong();
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
    public ManagedObjectReference<TaskHistoryCollector> createCollectorForTasks(TaskFilterSpec filter) {
        Session session = Call.current().session();
        SessionCollectors.requireRoom(session, "TaskHistoryCollector", COLLECTORS_MAX);
        ManagedObjectReference<TaskHistoryCollector> collector = new ManagedObjectReference<>(
                "TaskHistoryCollector", "taskCollector-" + lastCollector.incrementAndGet());
        ServedTaskHistoryCollector.open(collector, session, filter);
        return collector;
    }

    @Override
    public ManagedObjectReference<TaskHistoryCollector> createCollectorWithInfoFilterForTasks(
            TaskFilterSpec filter, @Nullable TaskInfoFilterSpec infoFilter) {
        return createCollectorForTasks(filter); // leaving results out is for a server that has them in a database
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
