package dev.carafe.vsphere.vcenter.alarm;

import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.GRAY;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.GREEN;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.RED;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.YELLOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vim.vim25.MetricAlarmOperator;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MetricThresholdsTest {
    private static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "host-1");

    /** Yellow above 75 %, red above 90 % for a minute. */
    private static final MetricAlarmExpression BUSY = MetricAlarmExpression.builder()
            .operator(MetricAlarmOperator.IS_ABOVE)
            .type("HostSystem")
            .metric(PerfMetricId.builder().counterId(2).instance("").build())
            .yellow(7500)
            .red(9000)
            .redInterval(60)
            .build();

    private final MetricThresholds thresholds = new MetricThresholds();

    private ManagedEntityStatus at(MetricAlarmExpression expression, int second, int tolerance, long value) {
        thresholds.measured(
                "alarm-1", HOST, expression, OptionalLong.of(value), tolerance, Instant.ofEpochSecond(second));
        return thresholds.status("alarm-1", HOST, expression);
    }

    @Test
    void aThresholdMustBePassedForItsWholeInterval() {
        assertThat(at(BUSY, 0, 0, 7500)).isEqualTo(GREEN);
        assertThat(at(BUSY, 20, 0, 9500)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 40, 0, 9500)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 60, 0, 8000)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 80, 0, 9500)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 120, 0, 9500)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 140, 0, 9500)).isEqualTo(RED);
        assertThat(at(BUSY, 160, 0, 100)).isEqualTo(GREEN);
    }

    @Test
    void aToleranceIsAPartOfTheThreshold() {
        assertThat(at(BUSY, 0, 500, 7800)).isEqualTo(GREEN);
        assertThat(at(BUSY, 20, 500, 7900)).isEqualTo(YELLOW);
    }

    @Test
    void whatIsBeyondAThresholdStaysSoUntilItIsAsFarOnTheOtherSide() {
        assertThat(at(BUSY, 0, 500, 7900)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 20, 500, 7200)).isEqualTo(YELLOW);
        assertThat(at(BUSY, 40, 500, 7100)).isEqualTo(GREEN);
        assertThat(at(BUSY, 60, 500, 7800)).isEqualTo(GREEN);
    }

    @Test
    void belowIsTheOtherWayRound() {
        MetricAlarmExpression idle = BUSY.toBuilder()
                .operator(MetricAlarmOperator.IS_BELOW)
                .yellow(1000)
                .red(null)
                .build();
        assertThat(at(idle, 0, 0, 1000)).isEqualTo(GREEN);
        assertThat(at(idle, 20, 0, 999)).isEqualTo(YELLOW);
        assertThat(at(idle, 40, 500, 1040)).isEqualTo(YELLOW);
        assertThat(at(idle, 60, 500, 1060)).isEqualTo(GREEN);
        assertThat(at(idle, 80, 500, 960)).isEqualTo(GREEN);
    }

    @Test
    void withoutValuesNothingIsSaid() {
        assertThat(thresholds.status("alarm-1", HOST, BUSY)).isEqualTo(GRAY);
        at(BUSY, 0, 0, 9500);
        thresholds.measured("alarm-1", HOST, BUSY, OptionalLong.empty(), 0, Instant.ofEpochSecond(20));
        assertThat(thresholds.status("alarm-1", HOST, BUSY)).isEqualTo(GRAY);
    }

    @Test
    void whatWasKnownHoldsUntilTheFirstValue() {
        thresholds.begin("alarm-1", HOST, BUSY, RED);
        assertThat(thresholds.status("alarm-1", HOST, BUSY)).isEqualTo(RED);
        assertThat(at(BUSY, 0, 0, 100)).isEqualTo(GREEN);
    }
}
