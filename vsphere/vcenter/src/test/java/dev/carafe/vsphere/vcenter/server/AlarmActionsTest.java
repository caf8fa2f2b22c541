package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.AlarmAction;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringAction;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringActionTransitionSpec;
import dev.carafe.vsphere.vim.vim25.CreateTaskAction;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.GroupAlarmAction;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.MethodActionArgument;
import dev.carafe.vsphere.vim.vim25.RunScriptAction;
import dev.carafe.vsphere.vim.vim25.SendEmailAction;
import dev.carafe.vsphere.vim.vim25.SendSNMPAction;
import dev.carafe.vsphere.vim.vim25.StateAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmOperator;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.TaskReasonAlarm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What alarms do, as users of a vCenter see it. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class AlarmActionsTest {
    @TempDir
    Path directory = Path.of("");

    private static AlarmManager manager(RunningVCenter vcenter) {
        return AlarmManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().alarmManager()));
    }

    /** Red for a datacenter that is called so; all of it is done then. */
    private static void alarm(RunningVCenter vcenter, String red, Action... actions) {
        manager(vcenter)
                .createAlarm(
                        vcenter.client.content().rootFolder(),
                        AlarmSpec.builder()
                                .name("fire")
                                .description("")
                                .enabled(true)
                                .expression(StateAlarmExpression.builder()
                                        .operator(StateAlarmOperator.IS_EQUAL)
                                        .type("Datacenter")
                                        .statePath("name")
                                        .red(red)
                                        .build())
                                .action(new GroupAlarmAction(Arrays.stream(actions)
                                        .<AlarmAction>map(action -> AlarmTriggeringAction.builder()
                                                .action(action)
                                                .green2yellow(false)
                                                .yellow2red(false)
                                                .red2yellow(false)
                                                .yellow2green(false)
                                                .transitionSpecs(List.of(new AlarmTriggeringActionTransitionSpec(
                                                        ManagedEntityStatus.YELLOW, ManagedEntityStatus.RED, false)))
                                                .build())
                                        .toList()))
                                .setting(AlarmSetting.builder()
                                        .toleranceRange(0)
                                        .reportingFrequency(0)
                                        .build())
                                .build());
    }

    private static MethodAction rename(String name) {
        return new MethodAction("Rename_Task", List.of(new MethodActionArgument(name)));
    }

    private static void named(RunningVCenter vcenter, ManagedObjectReference<Datacenter> datacenter, String name)
            throws Exception {
        vcenter.until(datacenter, DatacenterProperties.class, shown -> name.equals(shown.name()));
    }

    private static List<String> told(RunningVCenter vcenter, String... types) {
        EventManager events = EventManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().eventManager()));
        return events
                .queryEvents(
                        EventFilterSpec.builder().eventTypeId(List.of(types)).build(), null)
                .stream()
                .sorted(Comparator.comparingInt(Event::key))
                .map(event -> String.valueOf(event.fullFormattedMessage()))
                .toList();
    }

    private static List<String> awaitTold(RunningVCenter vcenter, int times, String... types)
            throws InterruptedException {
        while (told(vcenter, types).size() < times) {
            Thread.sleep(1);
        }
        return told(vcenter, types);
    }

    @Test
    void anAlarmCallsAMethodOfWhatItIsRaisedOn() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("burning");
            alarm(vcenter, "burning", rename("quenched"));
            named(vcenter, datacenter, "quenched");
            assertThat(awaitTold(vcenter, 1, "AlarmActionTriggeredEvent"))
                    .singleElement()
                    .asString()
                    .contains("fire");
            ManagedObjectReference<TaskManager> tasks =
                    Objects.requireNonNull(vcenter.client.content().taskManager());
            ManagedObjectReference<?> task = vcenter.read(tasks, TaskManagerProperties.class)
                    .recentTask()
                    .getLast();
            assertThat(vcenter.until(task, TaskProperties.class, _ -> true)
                            .info()
                            .reason())
                    .isInstanceOfSatisfying(
                            TaskReasonAlarm.class,
                            reason -> assertThat(reason.alarmName()).isEqualTo("fire"));
        }
    }

    @Test
    void whatCannotBeDoneIsToldAndTheRestIsDone() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("burning");
            alarm(
                    vcenter,
                    "burning",
                    new SendEmailAction("ann@example.org", "", "fire", ""),
                    new RunScriptAction("/opt/siren"),
                    new SendSNMPAction(),
                    new MethodAction("EnterMaintenanceMode_Task", List.of()),
                    rename("quenched"));
            named(vcenter, datacenter, "quenched");
            assertThat(told(
                            vcenter,
                            "AlarmEmailFailedEvent",
                            "AlarmScriptFailedEvent",
                            "AlarmSnmpFailedEvent",
                            "GeneralUserEvent"))
                    .hasSize(4)
                    .satisfiesExactly(
                            mail -> assertThat(mail).contains("fire", "ann@example.org"),
                            script -> assertThat(script).contains("fire", "/opt/siren"),
                            trap -> assertThat(trap).contains("fire"),
                            method -> assertThat(method).contains("fire", "EnterMaintenanceMode_Task"));
        }
    }

    @Test
    void nothingIsDoneWhereActionsAreDisabled() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> left = vcenter.root().createDatacenter("one");
            manager(vcenter).enableAlarmActions(left, false);
            alarm(vcenter, "burning", rename("quenched"));
            Datacenter stub = Datacenter.stub(vcenter.client.connection(), left);
            vcenter.await(stub.rename_Task("burning"));
            awaitTold(vcenter, 1, "AlarmStatusChangedEvent");
            vcenter.await(stub.rename_Task("three"));
            awaitTold(vcenter, 2, "AlarmStatusChangedEvent");
            ManagedObjectReference<Datacenter> other = vcenter.root().createDatacenter("burning");
            named(vcenter, other, "quenched");
            assertThat(vcenter.read(left, DatacenterProperties.class).name()).isEqualTo("three");
            assertThat(told(vcenter, "AlarmActionTriggeredEvent")).hasSize(1);
        }
    }

    @Test
    void anActionThatThereIsNotIsRefused() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThatThrownBy(() -> alarm(vcenter, "x", new MethodAction("Quench_Task", List.of())))
                    .hasMessageContaining("spec.action");
            assertThatThrownBy(() -> alarm(vcenter, "x", new CreateTaskAction("com.example.quench", false)))
                    .hasMessageContaining("spec.action");
        }
    }
}
