package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.LocalizableMessage;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One task that has not ended.
 *
 * <pre>{@code
 * queued → running → success | error
 * queued → error     (cancelled before its turn)
 * }</pre>
 *
 * Safe for all threads; its lock is taken before the registry's.
 */
final class TaskState implements TaskProgress {
    private final ManagedObjectReference<Task> reference;
    private final TaskBoard board;
    private final boolean cancelableAlways;
    // All below are guarded by this.
    private final List<Runnable> cancelActions = new ArrayList<>();
    private TaskInfo info;
    private boolean cancelled;

    /** @param info what it says when it is queued */
    TaskState(ManagedObjectReference<Task> reference, TaskBoard board, TaskInfo info) {
        this.reference = reference;
        this.board = board;
        this.info = info;
        cancelableAlways = info.cancelable();
    }

    ManagedObjectReference<Task> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<Task> task() {
        return reference;
    }

    synchronized TaskInfo info() {
        return info;
    }

    /** Whether it is its turn: false when it was cancelled before. */
    synchronized boolean begin(Instant now) {
        if (cancelled || info.state() != TaskInfoState.QUEUED) {
            return false;
        }
        update(before ->
                before.toBuilder().state(TaskInfoState.RUNNING).startTime(now).build());
        return true;
    }

    /** Ends it; only the first end counts. */
    synchronized @Nullable TaskInfo end(TaskOutcome outcome, Instant now) {
        if (TaskBoard.hasEnded(info)) {
            return null;
        }
        update(before -> outcome.of(before, now));
        cancelActions.clear();
        return info;
    }

    @Override
    public synchronized void percent(int done) {
        int within = Math.clamp(done, 0, 100);
        if (info.state() == TaskInfoState.RUNNING && !Integer.valueOf(within).equals(info.progress())) {
            update(before -> before.toBuilder().progress(within).build());
        }
    }

    @Override
    public void description(String messageKey, String message) {
        describe(LocalizableMessage.builder().key(messageKey).message(message).build());
    }

    synchronized void describe(LocalizableMessage description) {
        if (!TaskBoard.hasEnded(info)) {
            update(before -> before.toBuilder().description(description).build());
        }
    }

    @Override
    public Runnable onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                cancelActions.add(action);
                cancelable();
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        cancelActions.remove(action);
        cancelable();
    }

    private void cancelable() {
        boolean now = cancelableAlways || !cancelActions.isEmpty();
        if (now != info.cancelable() && !TaskBoard.hasEnded(info)) {
            update(before -> before.toBuilder().cancelable(now).build());
        }
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Cancels it.
     *
     * @return whether it had not begun, and is to be ended now
     * @throws FaultException InvalidState when it has ended, NotSupported when it cannot be cancelled
     */
    boolean cancel() {
        List<Runnable> actions;
        synchronized (this) {
            if (TaskBoard.hasEnded(info)) {
                throw InvalidState.builder()
                        .build()
                        .exception("The operation is not allowed in the current state: the task has ended.");
            }
            if (!info.cancelable()) {
                throw NotSupported.builder().build().exception("The operation is not supported on the object.");
            }
            if (info.state() == TaskInfoState.QUEUED) {
                cancelled = true;
                return true;
            }
            actions = cancelled ? List.of() : List.copyOf(cancelActions);
            cancelled = true;
            update(before -> before.toBuilder().cancelled(true).build());
        }
        actions.forEach(Runnable::run);
        return false;
    }

    private void update(UnaryOperator<TaskInfo> update) {
        info = update.apply(info);
        TaskInfo now = info;
        board.update(reference, _ -> now);
    }
}
