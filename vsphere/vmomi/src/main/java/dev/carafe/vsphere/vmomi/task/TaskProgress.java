package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;

/** By what a task at work tells how far it is, and learns that it is to end. Safe for all threads. */
public interface TaskProgress {
    /** The task itself. */
    ManagedObjectReference<Task> task();

    /** @param done what is done of it, from 0 to 100; anything else counts as the nearer of the two */
    void percent(int done);

    /**
     * Says what it is at.
     *
     * @param messageKey what tools translate by, such as {@code com.vmware.vim.vm.copy}
     * @param message for people
     */
    void description(String messageKey, String message);

    /**
     * Makes the task cancelable, as long as the action is there: a client that cancels it runs the action, at once when it
     * has cancelled before. The action only sees to it that the body ends soon.
     *
     * @return takes it back
     */
    Runnable onCancel(Runnable action);

    /** Whether a client has cancelled it. */
    boolean cancelled();
}
