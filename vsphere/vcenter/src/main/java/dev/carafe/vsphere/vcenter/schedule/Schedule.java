package dev.carafe.vsphere.vcenter.schedule;

import dev.carafe.vsphere.vim.vim25.AfterStartupTaskScheduler;
import dev.carafe.vsphere.vim.vim25.DailyTaskScheduler;
import dev.carafe.vsphere.vim.vim25.HourlyTaskScheduler;
import dev.carafe.vsphere.vim.vim25.MonthlyByDayTaskScheduler;
import dev.carafe.vsphere.vim.vim25.MonthlyByWeekdayTaskScheduler;
import dev.carafe.vsphere.vim.vim25.OnceTaskScheduler;
import dev.carafe.vsphere.vim.vim25.RecurrentTaskScheduler;
import dev.carafe.vsphere.vim.vim25.TaskScheduler;
import dev.carafe.vsphere.vim.vim25.WeeklyTaskScheduler;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says when a scheduled task is due ({@code TaskScheduler} and its kinds). All times are UTC, as in vSphere. Pure.
 *
 * @param scheduler what was asked for
 * @param since when it was asked for: intervals are counted from there, or from {@code activeTime} where that is said
 * @param startup when the server began
 */
record Schedule(TaskScheduler scheduler, Instant since, Instant startup) {
    /** Intervals that are looked through for one that is later; more than any that vSphere allows needs. */
    private static final int STEPS_MAX = 100_000;

    /** What is wrong with it, by the field's name; empty for nothing. */
    Optional<String> mistake() {
        if (scheduler instanceof AfterStartupTaskScheduler after) {
            return within("minute", after.minute(), 0, Integer.MAX_VALUE);
        }
        if (!(scheduler instanceof RecurrentTaskScheduler recurrent)) {
            return scheduler instanceof OnceTaskScheduler ? Optional.empty() : Optional.of("scheduler");
        }
        Optional<String> wrong = within("interval", recurrent.interval(), 1, 999);
        if (wrong.isEmpty() && scheduler instanceof HourlyTaskScheduler hourly) {
            wrong = within("minute", hourly.minute(), 0, 59);
        }
        if (wrong.isEmpty() && scheduler instanceof DailyTaskScheduler daily) {
            wrong = within("hour", daily.hour(), 0, 23);
        }
        if (wrong.isEmpty() && scheduler instanceof MonthlyByDayTaskScheduler monthly) {
            wrong = within("day", monthly.day(), 1, 31);
        }
        if (wrong.isEmpty() && scheduler instanceof WeeklyTaskScheduler weekly) {
            boolean never = true;
            for (DayOfWeek day : DayOfWeek.values()) {
                never &= !isOn(weekly, day);
            }
            return never ? Optional.of("sunday") : Optional.empty();
        }
        boolean known = scheduler instanceof HourlyTaskScheduler.Plain
                || scheduler instanceof DailyTaskScheduler.Plain
                || scheduler instanceof WeeklyTaskScheduler
                || scheduler instanceof MonthlyByDayTaskScheduler
                || scheduler instanceof MonthlyByWeekdayTaskScheduler;
        return wrong.isEmpty() && !known ? Optional.of("scheduler") : wrong;
    }

    private static Optional<String> within(String field, int value, int least, int most) {
        return value < least || value > most ? Optional.of(field) : Optional.empty();
    }

    /**
     * When it is due next.
     *
     * @param now not before this
     * @param ran when it last ran; empty for never
     */
    Optional<Instant> next(Instant now, Optional<Instant> ran) {
        Instant from = later(now, scheduler.activeTime());
        Optional<Instant> due = switch (scheduler) {
            case OnceTaskScheduler once -> ran.isPresent() ? Optional.empty() : Optional.of(later(from, once.runAt()));
            case AfterStartupTaskScheduler after -> {
                Instant at = startup.plus(after.minute(), ChronoUnit.MINUTES);
                yield ran.isPresent() && !ran.get().isBefore(at) ? Optional.empty() : Optional.of(later(from, at));
            }
            case RecurrentTaskScheduler recurrent -> Optional.of(recurring(recurrent, from));
            default -> Optional.empty();
        };
        Instant end = scheduler.expireTime();
        return due.filter(at -> end == null || !at.isAfter(end));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || other.isBefore(one) ? one : other;
    }

    /** The first that is after {@code from}. */
    private Instant recurring(RecurrentTaskScheduler recurrent, Instant from) {
        Instant anchor = scheduler.activeTime() == null ? since : scheduler.activeTime();
        LocalDateTime start = LocalDateTime.ofInstant(anchor, ZoneOffset.UTC);
        LocalDateTime least = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
        int every = Math.max(1, recurrent.interval());
        return switch (recurrent) {
            case WeeklyTaskScheduler weekly ->
                days(
                        weekly,
                        start,
                        least,
                        date -> isOn(weekly, date.getDayOfWeek()) && weeks(start.toLocalDate(), date) % every == 0);
            case MonthlyByDayTaskScheduler monthly ->
                months(monthly, start, least, month -> month.atDay(Math.min(monthly.day(), month.lengthOfMonth())));
            case MonthlyByWeekdayTaskScheduler monthly -> months(monthly, start, least, month -> day(monthly, month));
            case DailyTaskScheduler daily ->
                days(daily, start, least, date -> ChronoUnit.DAYS.between(start.toLocalDate(), date) % every == 0);
            case HourlyTaskScheduler hourly -> hours(hourly, start, least, every);
            default -> throw new IllegalStateException("a schedule without times: " + recurrent);
        };
    }

    private static Instant hours(HourlyTaskScheduler hourly, LocalDateTime start, LocalDateTime least, int every) {
        LocalDateTime first = start.truncatedTo(ChronoUnit.HOURS).plusMinutes(hourly.minute());
        long gone = Math.max(0, ChronoUnit.HOURS.between(first, least) / every);
        LocalDateTime at = first.plusHours(gone * every);
        while (!at.isAfter(least)) {
            at = at.plusHours(every);
        }
        return at.toInstant(ZoneOffset.UTC);
    }

    private interface Days {
        boolean include(LocalDate date);
    }

    private static Instant days(DailyTaskScheduler daily, LocalDateTime start, LocalDateTime least, Days wanted) {
        LocalDate date = least.toLocalDate().isBefore(start.toLocalDate()) ? start.toLocalDate() : least.toLocalDate();
        for (int step = 0; step < STEPS_MAX; step++) {
            LocalDateTime at = date.plusDays(step).atTime(LocalTime.of(daily.hour(), daily.minute()));
            if (at.isAfter(least) && wanted.include(at.toLocalDate())) {
                return at.toInstant(ZoneOffset.UTC);
            }
        }
        throw new IllegalStateException("a schedule that is never due: " + daily);
    }

    private static long weeks(LocalDate start, LocalDate date) {
        LocalDate first = start.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        return ChronoUnit.WEEKS.between(first, date.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY)));
    }

    private static boolean isOn(WeeklyTaskScheduler weekly, DayOfWeek day) {
        return switch (day) {
            case SUNDAY -> weekly.sunday();
            case MONDAY -> weekly.monday();
            case TUESDAY -> weekly.tuesday();
            case WEDNESDAY -> weekly.wednesday();
            case THURSDAY -> weekly.thursday();
            case FRIDAY -> weekly.friday();
            case SATURDAY -> weekly.saturday();
        };
    }

    private static Instant months(
            DailyTaskScheduler monthly, LocalDateTime start, LocalDateTime least, Function<YearMonth, LocalDate> day) {
        int every = Math.max(1, monthly.interval());
        YearMonth first = YearMonth.from(start);
        long gone = Math.max(0, ChronoUnit.MONTHS.between(first, YearMonth.from(least)) / every);
        for (long step = gone; step < gone + STEPS_MAX; step++) {
            LocalDateTime at =
                    day.apply(first.plusMonths(step * every)).atTime(LocalTime.of(monthly.hour(), monthly.minute()));
            if (at.isAfter(least)) {
                return at.toInstant(ZoneOffset.UTC);
            }
        }
        throw new IllegalStateException("a schedule that is never due: " + monthly);
    }

    private static LocalDate day(MonthlyByWeekdayTaskScheduler monthly, YearMonth month) {
        DayOfWeek day = switch (monthly.weekday()) {
            case SUNDAY, UNRECOGNIZED -> DayOfWeek.SUNDAY;
            case MONDAY -> DayOfWeek.MONDAY;
            case TUESDAY -> DayOfWeek.TUESDAY;
            case WEDNESDAY -> DayOfWeek.WEDNESDAY;
            case THURSDAY -> DayOfWeek.THURSDAY;
            case FRIDAY -> DayOfWeek.FRIDAY;
            case SATURDAY -> DayOfWeek.SATURDAY;
        };
        return month.atDay(1)
                .with(
                        switch (monthly.offset()) {
                            case FIRST, UNRECOGNIZED -> TemporalAdjusters.firstInMonth(day);
                            case SECOND -> TemporalAdjusters.dayOfWeekInMonth(2, day);
                            case THIRD -> TemporalAdjusters.dayOfWeekInMonth(3, day);
                            case FOURTH -> TemporalAdjusters.dayOfWeekInMonth(4, day);
                            case LAST -> TemporalAdjusters.lastInMonth(day);
                        });
    }
}
