package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a task ended. */
sealed interface TaskOutcome {
    /** @param result null for none */
    record Success(@Nullable Object result) implements TaskOutcome {}

    /** @param cancelled whether a client made it end */
    record Failure(LocalizedMethodFault error, boolean cancelled) implements TaskOutcome {}

    static TaskOutcome cancelled() {
        return new Failure(
                new LocalizedMethodFault(RequestCanceled.builder().build(), "The task was canceled by a user."), true);
    }

    static TaskOutcome failed(FaultException fault) {
        return new Failure(new LocalizedMethodFault((MethodFault) fault.fault(), fault.getMessage()), false);
    }

    /** A defect of ours, of which clients learn nothing but that there is one. */
    static TaskOutcome defect() {
        return system("internal error", "internal error, see the server's log");
    }

    /** The server ended before the task did. */
    static TaskOutcome interrupted() {
        return system(
                "interrupted", "the server ended while the task was at work; what it had done by then may remain");
    }

    private static TaskOutcome system(String reason, String message) {
        return new Failure(
                new LocalizedMethodFault(
                        SystemError.builder().reason(reason).build(), "A general system error occurred: " + message),
                false);
    }

    /** What the task says after it. */
    default TaskInfo of(TaskInfo before, Instant now) {
        TaskInfo.Builder ended =
                before.toBuilder().completeTime(now).progress(null).cancelable(false);
        return switch (this) {
            case Success(Object result) ->
                ended.state(TaskInfoState.SUCCESS).result(result).build();
            case Failure(LocalizedMethodFault error, boolean cancelled) ->
                ended.state(TaskInfoState.ERROR)
                        .error(error)
                        .cancelled(cancelled || before.cancelled())
                        .build();
        };
    }
}
