package dev.carafe.kubernetes.apiserver.registry.printers;

import java.time.Duration;

/** Durations as {@code kubectl} shows them: two units at most, finer for short ones (apimachinery's util/duration). */
final class HumanDuration {
    private static final long DAYS_OF_YEAR = 365;

    private HumanDuration() {}

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 120) {
            return Math.max(0, seconds) + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        }
        if (days < 2 * DAYS_OF_YEAR) {
            return days + "d";
        }
        return days < 8 * DAYS_OF_YEAR
                ? pair(days / DAYS_OF_YEAR, "y", days % DAYS_OF_YEAR, "d")
                : days / DAYS_OF_YEAR + "y";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
