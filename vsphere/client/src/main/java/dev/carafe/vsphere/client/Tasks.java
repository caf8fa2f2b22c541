package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for tasks. Safe for all threads. */
public final class Tasks {
    private final PropertyWaiter waiter;

    public Tasks(VSphereClient client) {
        waiter = new PropertyWaiter(client);
    }

    /** Waits for a task's end, as {@link #await(ManagedObjectReference, Consumer)}, without a word on the way. */
    public @Nullable Object await(ManagedObjectReference<Task> task) throws IOException, InterruptedException {
        return await(task, _ -> {});
    }

    /**
     * Waits for a task's end. An interruption ends the wait and not the task.
     *
     * @param listener is told each state of the task that the server reports, the last included, on the caller's thread
     * @return the task's result: null for none
     * @throws FaultException of the task's error when it failed
     */
    public @Nullable Object await(ManagedObjectReference<Task> task, Consumer<TaskInfo> listener)
            throws IOException, InterruptedException {
        Found ended = waiter.waitFor(task, List.of("info"), found -> {
            TaskInfo info = info(found);
            if (info != null) {
                listener.accept(info);
            }
            return info != null && (info.state() == TaskInfoState.SUCCESS || info.state() == TaskInfoState.ERROR);
        });
        TaskInfo info = Objects.requireNonNull(info(ended));
        if (info.state() == TaskInfoState.ERROR) {
            LocalizedMethodFault error = info.error();
            if (error == null) {
                throw MethodFault.builder().build().exception(task + " failed and says no reason");
            }
            throw new FaultException(error.fault(), error.localizedMessage());
        }
        return PropertyValues.plain(info.result());
    }

    private static @Nullable TaskInfo info(Found found) {
        return found.values().get("info") instanceof TaskInfo info ? info : null;
    }
}
