package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.FakeHostInventory.Machine;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmFilterSpec;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpression;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpressionComparison;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.OrAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmOperator;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AlarmsOfVCenterTest {
    @TempDir
    Path directory = Path.of("");

    private static AlarmManager manager(RunningVCenter vcenter) {
        return AlarmManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().alarmManager()));
    }

    /** Red for a datacenter that is called {@code burning}. */
    private static ManagedObjectReference<Alarm> alarm(RunningVCenter vcenter) {
        return alarm(vcenter, "fire", "burning");
    }

    private static ManagedObjectReference<Alarm> alarm(RunningVCenter vcenter, String name, String red) {
        return manager(vcenter)
                .createAlarm(
                        vcenter.client.content().rootFolder(),
                        AlarmSpec.builder()
                                .name(name)
                                .description("")
                                .enabled(true)
                                .expression(StateAlarmExpression.builder()
                                        .operator(StateAlarmOperator.IS_EQUAL)
                                        .type("Datacenter")
                                        .statePath("name")
                                        .red(red)
                                        .build())
                                .setting(AlarmSetting.builder()
                                        .toleranceRange(0)
                                        .reportingFrequency(0)
                                        .build())
                                .build());
    }

    private static AlarmState triggered(RunningVCenter vcenter, ManagedObjectReference<Datacenter> datacenter)
            throws Exception {
        return vcenter.until(
                        datacenter,
                        DatacenterProperties.class,
                        shown -> !shown.triggeredAlarmState().isEmpty())
                .triggeredAlarmState()
                .getFirst();
    }

    private static void none(RunningVCenter vcenter, ManagedObjectReference<Datacenter> datacenter) throws Exception {
        vcenter.until(
                datacenter,
                DatacenterProperties.class,
                shown -> shown.triggeredAlarmState().isEmpty());
    }

    private static void rename(RunningVCenter vcenter, ManagedObjectReference<Datacenter> datacenter, String name)
            throws Exception {
        vcenter.await(Datacenter.stub(vcenter.client.connection(), datacenter).rename_Task(name));
    }

    @Test
    void whatIsRaisedAndSeenOutlivesTheServer() throws Exception {
        ManagedObjectReference<Datacenter> datacenter;
        AlarmState seen;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            datacenter = vcenter.root().createDatacenter("burning");
            ManagedObjectReference<Alarm> alarm = alarm(vcenter);
            triggered(vcenter, datacenter);
            manager(vcenter).acknowledgeAlarm(alarm, datacenter);
            seen = vcenter.until(
                            datacenter,
                            DatacenterProperties.class,
                            shown -> shown.triggeredAlarmState().stream()
                                    .anyMatch(state -> Boolean.TRUE.equals(state.acknowledged())))
                    .triggeredAlarmState()
                    .getFirst();
            manager(vcenter).enableAlarmActions(datacenter, false);
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(triggered(vcenter, datacenter)).isEqualTo(seen);
            assertThat(manager(vcenter).areAlarmActionsEnabled(datacenter)).isFalse();
        }
    }

    @Test
    void whatIsClearedIsGreenUntilItHasChanged() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("burning");
            ManagedObjectReference<Alarm> fire = alarm(vcenter);
            triggered(vcenter, datacenter);
            manager(vcenter)
                    .clearTriggeredAlarms(AlarmFilterSpec.builder()
                            .typeTrigger("triggerTypeMetric")
                            .build());
            triggered(vcenter, datacenter);
            manager(vcenter)
                    .clearTriggeredAlarms(AlarmFilterSpec.builder()
                            .status(List.of(ManagedEntityStatus.RED))
                            .build());
            none(vcenter, datacenter);
            ManagedObjectReference<Alarm> calm = alarm(vcenter, "calm", "quiet");
            rename(vcenter, datacenter, "quiet");
            raisedBy(vcenter, datacenter, calm);
            rename(vcenter, datacenter, "burning");
            raisedBy(vcenter, datacenter, fire);
        }
    }

    private static void raisedBy(
            RunningVCenter vcenter, ManagedObjectReference<Datacenter> datacenter, ManagedObjectReference<Alarm> alarm)
            throws Exception {
        vcenter.until(
                datacenter,
                DatacenterProperties.class,
                shown -> shown.triggeredAlarmState().stream()
                        .anyMatch(state -> state.alarm().equals(alarm)));
    }

    @Test
    void anAlarmThatDoesNotWatchAnEntityIsNotRaisedThere() throws Exception {
        ManagedObjectReference<Datacenter> datacenter;
        ManagedObjectReference<Alarm> alarm;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            datacenter = vcenter.root().createDatacenter("burning");
            alarm = alarm(vcenter);
            triggered(vcenter, datacenter);
            manager(vcenter).disableAlarm(alarm, datacenter);
            none(vcenter, datacenter);
            assertThat(manager(vcenter).getAlarmState(datacenter))
                    .extracting(AlarmState::disabled)
                    .containsExactly(true);
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            none(vcenter, datacenter);
            manager(vcenter).enableAlarm(alarm, datacenter);
            triggered(vcenter, datacenter);
        }
    }

    /** Red when a datacenter is renamed. */
    private static ManagedObjectReference<Alarm> alarmOfRenames(RunningVCenter vcenter) {
        return manager(vcenter)
                .createAlarm(
                        vcenter.client.content().rootFolder(),
                        AlarmSpec.builder()
                                .name("renamed")
                                .description("")
                                .enabled(true)
                                .expression(OrAlarmExpression.builder()
                                        .expression(List.of(EventAlarmExpression.builder()
                                                .eventType("DatacenterRenamedEvent")
                                                .objectType("Datacenter")
                                                .comparisons(List.of(new EventAlarmExpressionComparison(
                                                        "newName", "startsWith", "burn")))
                                                .status(ManagedEntityStatus.RED)
                                                .build()))
                                        .build())
                                .setting(AlarmSetting.builder()
                                        .toleranceRange(0)
                                        .reportingFrequency(0)
                                        .build())
                                .build());
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
                .map(Event::fullFormattedMessage)
                .toList();
    }

    @Test
    void anEventRaisesAnAlarmThatLastsUntilItIsCleared() throws Exception {
        ManagedObjectReference<Datacenter> datacenter;
        AlarmState raised;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            datacenter = vcenter.root().createDatacenter("one");
            alarmOfRenames(vcenter);
            rename(vcenter, datacenter, "two");
            rename(vcenter, datacenter, "burning");
            raised = triggered(vcenter, datacenter);
            assertThat(raised.overallStatus()).isEqualTo(ManagedEntityStatus.RED);
            assertThat(raised.eventKey()).isPositive();
            rename(vcenter, datacenter, "three");
            assertThat(triggered(vcenter, datacenter)).isEqualTo(raised);
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(triggered(vcenter, datacenter)).isEqualTo(raised);
            manager(vcenter)
                    .clearTriggeredAlarms(AlarmFilterSpec.builder()
                            .typeTrigger("triggerTypeEvent")
                            .build());
            none(vcenter, datacenter);
            rename(vcenter, datacenter, "burnt");
            triggered(vcenter, datacenter);
        }
    }

    /** Waits until so many changes of status are told: other events may come before and after each. */
    private static void changed(RunningVCenter vcenter, int times) throws InterruptedException {
        while (told(vcenter, "AlarmStatusChangedEvent").size() < times) {
            Thread.sleep(1);
        }
    }

    @Test
    void whatBecomesOfAlarmsIsToldInEvents() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("burning");
            ManagedObjectReference<Alarm> alarm = alarm(vcenter);
            triggered(vcenter, datacenter);
            manager(vcenter).acknowledgeAlarm(alarm, datacenter);
            rename(vcenter, datacenter, "quiet");
            changed(vcenter, 2);
            rename(vcenter, datacenter, "burning");
            changed(vcenter, 3);
            manager(vcenter).clearTriggeredAlarms(AlarmFilterSpec.builder().build());
            none(vcenter, datacenter);
            Alarm.stub(vcenter.client.connection(), alarm).removeAlarm();
            assertThat(told(
                            vcenter,
                            "AlarmCreatedEvent",
                            "AlarmAcknowledgedEvent",
                            "AlarmClearedEvent",
                            "AlarmRemovedEvent"))
                    .containsExactly(
                            "Created alarm 'fire' on Datacenters",
                            "Acknowledged alarm 'fire' on burning",
                            "Manually cleared alarm 'fire' on burning from Red",
                            "Removed alarm 'fire' on Datacenters");
            assertThat(told(vcenter, "AlarmStatusChangedEvent"))
                    .containsExactly(
                            "Alarm 'fire' on burning changed from Gray to Red",
                            "Alarm 'fire' on quiet changed from Red to Green",
                            "Alarm 'fire' on burning changed from Green to Red");
        }
    }

    /** Waits until so many changes of a machine's alarm are told, and returns them. */
    private static List<String> awaitToldOfWeb(RunningVCenter vcenter, int times) throws InterruptedException {
        while (true) {
            List<String> told = told(vcenter, "AlarmStatusChangedEvent").stream()
                    .filter(text -> text.startsWith("Alarm 'on' on web"))
                    .toList();
            if (told.size() >= times) {
                return told;
            }
            Thread.sleep(1);
        }
    }

    private static ManagedObjectReference<VirtualMachine> found(RunningVCenter vcenter, DatacenterProperties datacenter)
            throws Exception {
        ManagedObjectReference<?> found = vcenter.until(
                        Objects.requireNonNull(datacenter.vmFolder()),
                        FolderProperties.class,
                        shown -> !shown.childEntity().isEmpty())
                .childEntity()
                .getFirst();
        return new ManagedObjectReference<>(found.type(), found.value());
    }

    private static ManagedObjectReference<Alarm> alarmOfMachinesThatAreOn(RunningVCenter vcenter) {
        return manager(vcenter)
                .createAlarm(
                        vcenter.client.content().rootFolder(),
                        AlarmSpec.builder()
                                .name("on")
                                .description("")
                                .enabled(true)
                                .expression(StateAlarmExpression.builder()
                                        .operator(StateAlarmOperator.IS_EQUAL)
                                        .type("VirtualMachine")
                                        .statePath("runtime.powerState")
                                        .red("poweredOn")
                                        .build())
                                .build());
    }

    @Test
    void whatIsRaisedOnAMachineIsNotTakenBackByARestart() throws Exception {
        try (FakeHost host = FakeHost.start(directory.resolve("host"), "uuid-1", "ds:///one")) {
            ManagedObjectReference<VirtualMachine> machine;
            try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
                DatacenterProperties datacenter = vcenter.datacenter("dc");
                vcenter.await(vcenter.cluster(datacenter, "c")
                        .addHost_Task(host.spec().build(), true, null, null));
                host.inventory.addMachine(new Machine("web", "[datastore1] web/web.vmx"));
                machine = found(vcenter, datacenter);
                ManagedObjectReference<Alarm> alarm = alarmOfMachinesThatAreOn(vcenter);
                vcenter.until(
                        machine,
                        VirtualMachineProperties.class,
                        shown -> shown.declaredAlarmState().stream()
                                .anyMatch(state -> state.alarm().equals(alarm)));
                vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine)
                        .powerOnVM_Task(null));
                assertThat(awaitToldOfWeb(vcenter, 1)).containsExactly("Alarm 'on' on web changed from Green to Red");
            }
            try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
                vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine)
                        .powerOffVM_Task());
                assertThat(awaitToldOfWeb(vcenter, 2))
                        .containsExactly(
                                "Alarm 'on' on web changed from Green to Red",
                                "Alarm 'on' on web changed from Red to Green");
            }
        }
    }
}
