package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.StateAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmOperator;
import java.nio.file.Path;
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
        return manager(vcenter)
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
                                        .red("burning")
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
            alarm(vcenter);
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
            rename(vcenter, datacenter, "quiet");
            rename(vcenter, datacenter, "burning");
            triggered(vcenter, datacenter);
        }
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
}
