package dev.carafe.kubernetes.apimachinery.duration;

import java.time.Duration;

/** How long, in two units at most, the larger the coarser. */
public final class HumanDuration {
    private HumanDuration() {}

    /**
     * Such as {@code 45s}, {@code 2m30s}, {@code 3h15m}, {@code 5d4h}, {@code 2y30d}; {@code <invalid>} for a time in the
     * future by more than two seconds, {@code 0s} for less.
     */
    public static String format(Duration duration) {
        long seconds = duration.toMillis() / 1000; // towards zero
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 60 * 2) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 60 * 3) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (hours < 24 * 8) {
            return pair(hours / 24, "d", hours % 24, "h");
        }
        if (hours < 24 * 365 * 2) {
            return hours / 24 + "d";
        }
        if (hours < 24 * 365 * 8) {
            return pair(hours / 24 / 365, "y", hours / 24 % 365, "d");
        }
        return hours / 24 / 365 + "y";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
