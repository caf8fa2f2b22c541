package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.performance.Performance;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vim.vim25.MetricAlarmOperator;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An alarm of vCenter's on what a real host measures of itself. */
@Timeout(180)
class HostCounterAlarmTest {
    /** Shares are counted in hundredths of a percent: everything is below this. */
    private static final int ABOVE_ALL = 10_001;

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatAHostMeasuresRaisesAnAlarm() throws Exception {
        try (CarafeVCenter vcenter = CarafeVCenter.startWithoutNetwork(folder);
                VSphereClient client = vcenter.client()) {
            ManagedObjectReference<HostSystem> host = new ManagedObjectReference<>(
                    "HostSystem",
                    new Finder(client)
                            .list(Finder.Kind.HOST_SYSTEM, "/...")
                            .getFirst()
                            .object()
                            .value());
            int memory = Objects.requireNonNull(
                            new Performance(client).counters().get("mem.usage.average"))
                    .key();
            AlarmManager alarms = AlarmManager.stub(
                    client.connection(), Objects.requireNonNull(client.content().alarmManager()));
            var alarm = alarms.createAlarm(
                    host,
                    AlarmSpec.builder()
                            .name("uses memory")
                            .description("")
                            .enabled(true)
                            .expression(MetricAlarmExpression.builder()
                                    .operator(MetricAlarmOperator.IS_BELOW)
                                    .type("HostSystem")
                                    .metric(PerfMetricId.builder()
                                            .counterId(memory)
                                            .instance("")
                                            .build())
                                    .yellow(ABOVE_ALL)
                                    .build())
                            .setting(AlarmSetting.builder()
                                    .toleranceRange(0)
                                    .reportingFrequency(0)
                                    .build())
                            .build());
            List<AlarmState> raised = new PropertyWaiter(client)
                    .waitFor(
                            host,
                            List.of("triggeredAlarmState"),
                            found -> found.as(HostSystemProperties.class).triggeredAlarmState().stream()
                                    .anyMatch(state -> state.alarm().equals(alarm)))
                    .as(HostSystemProperties.class)
                    .triggeredAlarmState();
            assertThat(raised)
                    .filteredOn(state -> state.alarm().equals(alarm))
                    .singleElement()
                    .extracting(AlarmState::overallStatus)
                    .isEqualTo(ManagedEntityStatus.YELLOW);
        }
    }
}
