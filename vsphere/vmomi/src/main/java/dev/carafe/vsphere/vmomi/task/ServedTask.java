package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.LocalizableMessage;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.OutOfBounds;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** A task as clients see it: they watch and cancel it, and tell of those that they do themselves. */
record ServedTask(ManagedObjectReference<Task> reference, Tasks tasks) implements Task, ServedObject {
    @Override
    public void cancelTask() {
        TaskState state = unfinished();
        if (state.cancel()) {
            tasks.end(state, TaskOutcome.cancelled());
        }
    }

    @Override
    public void updateProgress(int percentDone) {
        TaskState state = unfinished();
        if (percentDone < 0 || percentDone > 100) {
            throw OutOfBounds.builder()
                    .argumentName("percentDone")
                    .build()
                    .exception("A task is between 0 and 100 percent done, not " + percentDone + ".");
        }
        if (state.info().state() != TaskInfoState.RUNNING) {
            throw wrongState("the task is not running");
        }
        state.percent(percentDone);
    }

    @Override
    public void setTaskState(TaskInfoState state, @Nullable Object result, @Nullable LocalizedMethodFault fault) {
        TaskState task = unfinished();
        switch (state) {
            case RUNNING -> {
                if (!tasks.begin(task)) {
                    throw wrongState("the task has begun");
                }
            }
            case SUCCESS -> tasks.end(task, new TaskOutcome.Success(result));
            case ERROR -> {
                if (fault == null) {
                    throw InvalidArgument.builder()
                            .invalidProperty("fault")
                            .build()
                            .exception("A task that failed needs the fault with which it did.");
                }
                tasks.end(task, new TaskOutcome.Failure(fault, task.cancelled()));
            }
            case QUEUED, UNRECOGNIZED -> throw wrongState("a task does not go back");
        }
    }

    @Override
    public void setTaskDescription(LocalizableMessage description) {
        unfinished().describe(description);
    }

    private TaskState unfinished() {
        TaskState state = tasks.unfinished(reference);
        if (state == null) {
            throw wrongState("the task has ended");
        }
        return state;
    }

    private static FaultException wrongState(String why) {
        return InvalidState.builder()
                .build()
                .exception("The operation is not allowed in the current state: " + why + ".");
    }
}
