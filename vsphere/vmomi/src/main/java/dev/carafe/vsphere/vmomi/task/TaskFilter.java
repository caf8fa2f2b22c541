package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpecByTime;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpecByUsername;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskReasonAlarm;
import dev.carafe.vsphere.vim.vim25.TaskReasonSchedule;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vmomi.history.EntityScope;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tasks a client asks for. */
record TaskFilter(TaskFilterSpec spec) {
    boolean matches(TaskInfo task, ObjectSource source) {
        return matchesEntity(task, source)
                && matchesTime(task, spec.time())
                && matchesUser(task, spec.userName())
                && (spec.state().isEmpty() || spec.state().contains(task.state()))
                && (spec.eventChainId().isEmpty() || spec.eventChainId().contains(task.eventChainId()))
                && isOneOf(task.activationId(), spec.activationId())
                && isOneOf(task.changeTag(), spec.tag())
                && isOneOf(task.parentTaskKey(), spec.parentTaskKey())
                && isOneOf(task.rootTaskKey(), spec.rootTaskKey())
                && (spec.alarm() == null
                        || (task.reason() instanceof TaskReasonAlarm of
                                && of.alarm().equals(spec.alarm())))
                && (spec.scheduledTask() == null
                        || (task.reason() instanceof TaskReasonSchedule of
                                && of.scheduledTask().equals(spec.scheduledTask())));
    }

    private static boolean isOneOf(@Nullable String value, List<String> asked) {
        return asked.isEmpty() || (value != null && asked.contains(value));
    }

    private boolean matchesEntity(TaskInfo task, ObjectSource source) {
        if (spec.entity() == null) {
            return true;
        }
        EntityScope scope =
                EntityScope.of(spec.entity().entity(), spec.entity().recursion().wire());
        return scope.isEverything(source) || (task.entity() != null && scope.contains(task.entity(), source));
    }

    private static boolean matchesTime(TaskInfo task, @Nullable TaskFilterSpecByTime time) {
        if (time == null) {
            return true;
        }
        Instant at = switch (time.timeType()) {
            case QUEUED_TIME -> task.queueTime();
            case STARTED_TIME -> task.startTime();
            case COMPLETED_TIME -> task.completeTime();
            case UNRECOGNIZED -> null;
        };
        return at != null
                && (time.beginTime() == null || !at.isBefore(time.beginTime()))
                && (time.endTime() == null || !at.isAfter(time.endTime()));
    }

    private static boolean matchesUser(TaskInfo task, @Nullable TaskFilterSpecByUsername users) {
        if (users == null) {
            return true;
        }
        if (!(task.reason() instanceof TaskReasonUser of)) {
            return users.systemUser();
        }
        return users.userList().isEmpty()
                ? !users.systemUser()
                : users.userList().contains(of.userName());
    }
}
