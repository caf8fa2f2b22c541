package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.vim25.TaskInfo;
import java.io.IOException;
import java.util.List;

/** Remembers tasks beyond the end of the server. Safe for all threads. */
public interface TaskJournal {
    /** All that it remembers, as last recorded, in the order in which they began. Those without an end were interrupted. */
    List<TaskInfo> tasks();

    /**
     * Records a task that is about to begin.
     *
     * @throws IOException when it will not be remembered: then it is not begun
     */
    void begun(TaskInfo task) throws IOException;

    /** Records how a task ended. */
    void ended(TaskInfo task) throws IOException;

    /** Remembers nothing: for servers that have nothing to lose. */
    static TaskJournal none() {
        return new TaskJournal() {
            @Override
            public List<TaskInfo> tasks() {
                return List.of();
            }

            @Override
            public void begun(TaskInfo task) {}

            @Override
            public void ended(TaskInfo task) {}
        };
    }
}
