package dev.carafe.etcd.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactorTest {
    @Test
    void revisionsBeyondTheRetentionAreCompactedOnce() {
        RevisionCompactor compactor = new RevisionCompactor(10);
        assertThat(compactor.due(0, 9)).isZero();
        assertThat(compactor.due(0, 10)).isZero();
        assertThat(compactor.due(0, 25)).isEqualTo(15);
        assertThat(compactor.due(0, 25)).as("it failed").isEqualTo(15);
        compactor.compacted(0, 15);
        assertThat(compactor.due(0, 25)).isZero();
        assertThat(compactor.due(0, 26)).isEqualTo(16);
    }

    @Test
    void aShortPeriodIsWaitedForAndThenPassesBetweenCompactions() {
        assertThat(compactions(Duration.ofMinutes(10), 40)).containsExactly("10:1", "20:11", "30:21", "40:31");
    }

    @Test
    void aLongPeriodIsWaitedForAndThenCompactedEachHour() {
        assertThat(compactions(Duration.ofHours(5), 70)).containsExactly("50:1", "60:11", "70:21");
    }

    @Test
    void aMemberThatWasNotTheLeaderWaitsForAPeriodAgain() {
        PeriodicCompactor compactor = new PeriodicCompactor(Duration.ofSeconds(10), 0);
        for (int i = 0; i < 9; i++) {
            assertThat(compactor.due(i * 1000L, i + 1)).isZero();
        }
        compactor.reset(9_000);
        assertThat(compactor.due(10_000, 20)).isZero();
        assertThat(compactor.due(19_000, 30)).isEqualTo(20);
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        assertThatThrownBy(() -> new RevisionCompactor(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeriodicCompactor(Duration.ofMillis(9), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What is compacted when each interval makes one revision, as "interval:revision". */
    private static List<String> compactions(Duration period, int intervals) {
        PeriodicCompactor compactor = new PeriodicCompactor(period, 0);
        List<String> done = new ArrayList<>();
        for (int i = 0; i <= intervals; i++) {
            long nowMs = i * compactor.interval().toMillis();
            long due = compactor.due(nowMs, i + 1);
            if (due > 0) {
                done.add(i + ":" + due);
                compactor.compacted(nowMs, due);
            }
        }
        return done;
    }
}
