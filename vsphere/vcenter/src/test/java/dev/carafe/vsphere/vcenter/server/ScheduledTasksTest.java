package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DailyTaskScheduler;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.MethodActionArgument;
import dev.carafe.vsphere.vim.vim25.OnceTaskScheduler;
import dev.carafe.vsphere.vim.vim25.ScheduledTask;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskManager;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskProperties;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.TaskReasonSchedule;
import dev.carafe.vsphere.vim.vim25.TaskScheduler;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class ScheduledTasksTest {
    private static final TaskScheduler DAILY =
            DailyTaskScheduler.builder().interval(1).hour(3).minute(0).build();

    @TempDir
    Path directory = Path.of("");

    private static ScheduledTaskManager manager(RunningVCenter vcenter) {
        return ScheduledTaskManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().scheduledTaskManager()));
    }

    private static ScheduledTask task(RunningVCenter vcenter, ManagedObjectReference<ScheduledTask> reference) {
        return ScheduledTask.stub(vcenter.client.connection(), reference);
    }

    private static ScheduledTaskSpec rename(String name, String to, TaskScheduler when) {
        return ScheduledTaskSpec.builder()
                .name(name)
                .description("")
                .enabled(true)
                .scheduler(when)
                .action(MethodAction.builder()
                        .name("Rename_Task")
                        .argument(
                                List.of(MethodActionArgument.builder().value(to).build()))
                        .build())
                .build();
    }

    @Test
    void whatIsScheduledOnceRunsByItself() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("before");
            ManagedObjectReference<ScheduledTask> made = manager(vcenter)
                    .createScheduledTask(
                            datacenter,
                            rename("soon", "after", OnceTaskScheduler.builder().build()));
            ScheduledTaskProperties done = vcenter.until(
                    made, ScheduledTaskProperties.class, shown -> shown.info().state() == TaskInfoState.SUCCESS);
            assertThat(done.info().prevRunTime()).isNotNull();
            assertThat(done.info().nextRunTime()).isNull();
            assertThat(vcenter.read(datacenter, DatacenterProperties.class).name())
                    .isEqualTo("after");
        }
    }

    @Test
    void tasksOutliveTheServerAndRunWhenTheyAreTold() throws Exception {
        ManagedObjectReference<Datacenter> datacenter;
        ManagedObjectReference<ScheduledTask> made;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            datacenter = vcenter.root().createDatacenter("before");
            made = manager(vcenter).createScheduledTask(datacenter, rename("nightly", "after", DAILY));
            assertThat(vcenter.read(made, ScheduledTaskProperties.class).info().nextRunTime())
                    .isNotNull();
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(manager(vcenter).retrieveEntityScheduledTask(datacenter)).containsExactly(made);
            task(vcenter, made).runScheduledTask();
            vcenter.until(
                    made, ScheduledTaskProperties.class, shown -> shown.info().state() == TaskInfoState.SUCCESS);
            assertThat(vcenter.read(datacenter, DatacenterProperties.class).name())
                    .isEqualTo("after");
            TaskManagerProperties recent = vcenter.read(
                    Objects.requireNonNull(vcenter.client.content().taskManager()), TaskManagerProperties.class);
            TaskInfo ran = vcenter.read(recent.recentTask().getLast(), TaskProperties.class)
                    .info();
            assertThat(ran.reason()).isEqualTo(new TaskReasonSchedule("nightly", made));
            task(vcenter, made).reconfigureScheduledTask(rename("nightly", "", DAILY));
            task(vcenter, made).runScheduledTask();
            ScheduledTaskProperties failed = vcenter.until(
                    made, ScheduledTaskProperties.class, shown -> shown.info().state() == TaskInfoState.ERROR);
            assertThat(failed.info().error()).isNotNull();
            task(vcenter, made).removeScheduledTask();
            assertThat(manager(vcenter).retrieveEntityScheduledTask(null)).isEmpty();
            assertFault(ManagedObjectNotFound.class, () -> task(vcenter, made).runScheduledTask());
        }
    }

    @Test
    void whatCouldNeverRunIsRefused() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("dc");
            manager(vcenter).createScheduledTask(datacenter, rename("one", "x", DAILY));
            assertFault(
                    DuplicateName.class,
                    () -> manager(vcenter).createScheduledTask(datacenter, rename("one", "x", DAILY)));
            assertFault(
                    InvalidArgument.class,
                    () -> manager(vcenter)
                            .createScheduledTask(
                                    datacenter,
                                    rename(
                                            "two",
                                            "x",
                                            DailyTaskScheduler.builder()
                                                    .interval(1)
                                                    .hour(25)
                                                    .minute(0)
                                                    .build())));
            assertFault(
                    InvalidArgument.class,
                    () -> manager(vcenter)
                            .createScheduledTask(
                                    datacenter,
                                    rename("three", "x", DAILY)
                                            .withAction(MethodAction.builder()
                                                    .name("PowerOnVM_Task")
                                                    .build())));
        }
    }

    private static void assertFault(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }
}
