package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.FaultException;
import org.jspecify.annotations.Nullable;

/** What a task does. */
@FunctionalInterface
public interface TaskBody {
    /**
     * Does it, on a thread of the task's own. It does not wait for another task of the same entity: that comes after it.
     *
     * @return what {@code TaskInfo.result} says: a reference, a record, a string or the like; null for nothing
     * @throws FaultException when it fails; any other exception is a defect, told as {@code SystemError}
     * @throws InterruptedException when it was cancelled, or the server ends
     */
    @Nullable
    Object run(TaskProgress progress) throws InterruptedException;
}
