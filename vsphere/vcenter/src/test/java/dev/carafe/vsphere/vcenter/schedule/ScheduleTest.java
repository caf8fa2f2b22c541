package dev.carafe.vsphere.vcenter.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.AfterStartupTaskScheduler;
import dev.carafe.vsphere.vim.vim25.DailyTaskScheduler;
import dev.carafe.vsphere.vim.vim25.DayOfWeek;
import dev.carafe.vsphere.vim.vim25.HourlyTaskScheduler;
import dev.carafe.vsphere.vim.vim25.MonthlyByDayTaskScheduler;
import dev.carafe.vsphere.vim.vim25.MonthlyByWeekdayTaskScheduler;
import dev.carafe.vsphere.vim.vim25.OnceTaskScheduler;
import dev.carafe.vsphere.vim.vim25.TaskScheduler;
import dev.carafe.vsphere.vim.vim25.WeekOfMonth;
import dev.carafe.vsphere.vim.vim25.WeeklyTaskScheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    /** A Thursday. */
    private static final Instant SINCE = Instant.parse("2026-01-01T10:20:00Z");

    private static Schedule schedule(TaskScheduler scheduler) {
        return new Schedule(scheduler, SINCE, SINCE);
    }

    /** The first times that it is due, each looked for at the one before. */
    private static List<String> times(TaskScheduler scheduler, int count) {
        List<String> times = new ArrayList<>();
        Instant at = SINCE;
        for (int i = 0; i < count; i++) {
            at = schedule(scheduler).next(at, Optional.of(at)).orElseThrow();
            times.add(at.toString());
        }
        return times;
    }

    @Test
    void everyFewHoursAtAMinute() {
        assertThat(times(HourlyTaskScheduler.builder().interval(6).minute(5).build(), 3))
                .containsExactly("2026-01-01T16:05:00Z", "2026-01-01T22:05:00Z", "2026-01-02T04:05:00Z");
    }

    @Test
    void everyFewDaysAtATime() {
        assertThat(times(
                        DailyTaskScheduler.builder()
                                .interval(2)
                                .hour(9)
                                .minute(30)
                                .build(),
                        2))
                .as("that of the first day is over")
                .containsExactly("2026-01-03T09:30:00Z", "2026-01-05T09:30:00Z");
    }

    @Test
    void onDaysOfEverySecondWeek() {
        WeeklyTaskScheduler weekly = WeeklyTaskScheduler.builder()
                .interval(2)
                .hour(0)
                .minute(0)
                .sunday(true)
                .monday(false)
                .tuesday(false)
                .wednesday(false)
                .thursday(false)
                .friday(true)
                .saturday(false)
                .build();
        assertThat(times(weekly, 3))
                .containsExactly("2026-01-02T00:00:00Z", "2026-01-11T00:00:00Z", "2026-01-16T00:00:00Z");
    }

    @Test
    void onADayOfTheMonthOrItsLast() {
        assertThat(times(
                        MonthlyByDayTaskScheduler.builder()
                                .interval(1)
                                .hour(1)
                                .minute(2)
                                .day(31)
                                .build(),
                        3))
                .containsExactly("2026-01-31T01:02:00Z", "2026-02-28T01:02:00Z", "2026-03-31T01:02:00Z");
        assertThat(times(
                        MonthlyByWeekdayTaskScheduler.builder()
                                .interval(3)
                                .hour(0)
                                .minute(0)
                                .offset(WeekOfMonth.LAST)
                                .weekday(DayOfWeek.FRIDAY)
                                .build(),
                        2))
                .containsExactly("2026-01-30T00:00:00Z", "2026-04-24T00:00:00Z");
    }

    @Test
    void onceAndNeverAgain() {
        Schedule once = schedule(
                OnceTaskScheduler.builder().runAt(SINCE.plusSeconds(60)).build());
        assertThat(once.next(SINCE, Optional.empty())).contains(SINCE.plusSeconds(60));
        assertThat(once.next(SINCE.plusSeconds(90), Optional.empty()))
                .as("late rather than never")
                .contains(SINCE.plusSeconds(90));
        assertThat(once.next(SINCE, Optional.of(SINCE.plusSeconds(60)))).isEmpty();
    }

    @Test
    void afterEachStart() {
        Schedule after = schedule(AfterStartupTaskScheduler.builder().minute(5).build());
        assertThat(after.next(SINCE, Optional.of(SINCE.minusSeconds(1)))).contains(SINCE.plusSeconds(300));
        assertThat(after.next(SINCE, Optional.of(SINCE.plusSeconds(300)))).isEmpty();
    }

    @Test
    void neitherBeforeItIsActiveNorAfterItHasExpired() {
        HourlyTaskScheduler.Plain hourly = HourlyTaskScheduler.builder()
                .interval(1)
                .minute(0)
                .activeTime(Instant.parse("2026-02-01T00:30:00Z"))
                .expireTime(Instant.parse("2026-02-01T01:30:00Z"))
                .build();
        assertThat(schedule(hourly).next(SINCE, Optional.empty())).contains(Instant.parse("2026-02-01T01:00:00Z"));
        assertThat(schedule(hourly).next(Instant.parse("2026-02-01T01:00:00Z"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void timesThatCannotBeAreNamed() {
        assertThat(schedule(HourlyTaskScheduler.builder().interval(0).minute(0).build())
                        .mistake())
                .contains("interval");
        assertThat(schedule(HourlyTaskScheduler.builder().interval(1).minute(60).build())
                        .mistake())
                .contains("minute");
        assertThat(schedule(DailyTaskScheduler.builder()
                                .interval(1)
                                .minute(0)
                                .hour(24)
                                .build())
                        .mistake())
                .contains("hour");
        assertThat(schedule(TaskScheduler.builder().build()).mistake()).contains("scheduler");
        assertThat(schedule(OnceTaskScheduler.builder().build()).mistake()).isEmpty();
    }
}
