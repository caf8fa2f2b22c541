package dev.carafe.vsphere.vcenter.schedule;

import dev.carafe.vsphere.vcenter.action.MethodActions;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskInfo;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskReasonSchedule;
import dev.carafe.vsphere.vmomi.task.Tasks;
import org.jspecify.annotations.Nullable;

/** Runs scheduled tasks, each as the user who scheduled it and with the rights that he has then. Any thread. */
public record ScheduledRuns(MethodActions actions, Tasks tasks) {
    /** Runs one on a thread of its own, and tells the manager how it goes. */
    void run(ScheduledTaskInfo task, ServedScheduledTaskManager manager) {
        Thread.ofVirtual().name("scheduled-" + task.scheduledTask().value()).start(() -> work(task, manager));
    }

    private void work(ScheduledTaskInfo task, ServedScheduledTaskManager manager) {
        try {
            Object result = call(task);
            if (result instanceof ManagedObjectReference<?> started
                    && started.type().equals("Task")) {
                ManagedObjectReference<Task> running = new ManagedObjectReference<>("Task", started.value());
                manager.update(
                        task.scheduledTask(),
                        info -> info.toBuilder().activeTask(running).build());
                end(task, tasks.await(running), manager);
            } else {
                manager.update(
                        task.scheduledTask(),
                        info -> info.toBuilder()
                                .state(TaskInfoState.SUCCESS)
                                .result(result)
                                .build());
            }
        } catch (FaultException refused) {
            fail(
                    task,
                    LocalizedMethodFault.builder()
                            .fault((MethodFault) refused.fault())
                            .localizedMessage(refused.getMessage())
                            .build(),
                    manager);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Object call(ScheduledTaskInfo task) {
        return actions.call(
                new MethodActions.By(
                        task.scheduledTask().value(),
                        task.lastModifiedUser(),
                        "scheduled task",
                        new TaskReasonSchedule(task.name(), task.scheduledTask())),
                task.taskObject(),
                (MethodAction) task.action());
    }

    private static void end(ScheduledTaskInfo task, TaskInfo end, ServedScheduledTaskManager manager) {
        if (end.error() != null) {
            fail(task, end.error(), manager);
            return;
        }
        manager.update(
                task.scheduledTask(),
                info -> info.toBuilder()
                        .state(TaskInfoState.SUCCESS)
                        .activeTask(null)
                        .result(end.result())
                        .build());
    }

    private static void fail(ScheduledTaskInfo task, LocalizedMethodFault error, ServedScheduledTaskManager manager) {
        manager.update(
                task.scheduledTask(),
                info -> info.toBuilder()
                        .state(TaskInfoState.ERROR)
                        .activeTask(null)
                        .error(error)
                        .build());
    }
}
