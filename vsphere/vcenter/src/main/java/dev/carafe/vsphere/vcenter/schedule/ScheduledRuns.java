package dev.carafe.vsphere.vcenter.schedule;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskInfo;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskReasonSchedule;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs scheduled tasks, each as the user who scheduled it and with the rights that he has then. Any thread. */
public record ScheduledRuns(MethodCalls calls, Tasks tasks, ObjectRegistry registry, InstantSource clock) {
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
        MethodAction action = (MethodAction) task.action();
        ManagedMethod method = Objects.requireNonNull(Vim25.NAMESPACE.method(action.name()), action.name());
        @Nullable Object[] arguments = new @Nullable Object[method.parameters().size()];
        for (int i = 0; i < action.argument().size(); i++) {
            arguments[i] = action.argument().get(i).value();
        }
        if (method.missing(arguments) != null) {
            throw wrong(Objects.requireNonNull(method.missing(arguments)).name() + " is missing");
        }
        Session session = new Session(task.scheduledTask().value(), task.lastModifiedUser(), clock.instant(), registry);
        try {
            return Tasks.because(
                    new TaskReasonSchedule(task.name(), task.scheduledTask()),
                    () -> calls.call(session, new Caller("", "scheduled task"), task.taskObject(), method, arguments));
        } catch (ClassCastException mistaken) {
            throw wrong("one of them is of another type than " + method.wsdlName() + " takes");
        }
    }

    private static FaultException wrong(String why) {
        return InvalidArgument.builder()
                .invalidProperty("spec.action.argument")
                .build()
                .exception("A specified parameter was not correct: spec.action.argument: " + why + ".");
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
