package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vim.vim25.MetricAlarmOperator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Since when values have been beyond what metric alarms allow. Reads no clock: each value comes with its time. Not safe for
 * several threads at once.
 */
final class MetricThresholds {
    /** What tolerances are parts of: hundredths of a percent. */
    private static final double WHOLE = 10_000;

    private record Watched(String alarmKey, ManagedObjectReference<?> entity, MetricAlarmExpression expression) {}

    /** Null for a threshold that is kept. */
    private record Beyond(
            @Nullable Instant yellowSince, @Nullable Instant redSince, Instant now) {}

    private final Map<Watched, Beyond> beyond = new HashMap<>();
    /** What was known of entities, by alarm, before anything was measured. */
    private final Map<Watched, ManagedEntityStatus> before = new HashMap<>();

    /** Takes an alarm's status to be what it was when the server ended, until there is a value. */
    void begin(
            String alarmKey,
            ManagedObjectReference<?> entity,
            MetricAlarmExpression expression,
            ManagedEntityStatus status) {
        before.put(new Watched(alarmKey, entity, expression), status);
    }

    /**
     * Takes in what was measured.
     *
     * @param value in the counter's unit, shares in hundredths of a percent; empty when there is none, as of a machine that is off
     * @param tolerance how far beyond a threshold a value must be, and how far on this side of it again, in hundredths of a percent
     *     of it
     */
    void measured(
            String alarmKey,
            ManagedObjectReference<?> entity,
            MetricAlarmExpression expression,
            OptionalLong value,
            int tolerance,
            Instant now) {
        Watched watched = new Watched(alarmKey, entity, expression);
        ManagedEntityStatus first = before.remove(watched);
        if (value.isEmpty()) {
            beyond.remove(watched);
            return;
        }
        Beyond last = beyond.getOrDefault(watched, begun(expression, first, now));
        beyond.put(
                watched,
                new Beyond(
                        since(expression, value.getAsLong(), expression.yellow(), tolerance, last.yellowSince(), now),
                        since(expression, value.getAsLong(), expression.red(), tolerance, last.redSince(), now),
                        now));
    }

    /** What was raised before the server ended has been beyond its threshold for long enough. */
    private static Beyond begun(MetricAlarmExpression expression, @Nullable ManagedEntityStatus status, Instant now) {
        Instant red = status == ManagedEntityStatus.RED ? before(now, expression.redInterval()) : null;
        boolean yellow = status == ManagedEntityStatus.YELLOW || status == ManagedEntityStatus.RED;
        return new Beyond(yellow ? before(now, expression.yellowInterval()) : null, red, now);
    }

    private static Instant before(Instant now, @Nullable Integer seconds) {
        return now.minusSeconds(seconds == null ? 0 : seconds);
    }

    private static @Nullable Instant since(
            MetricAlarmExpression expression,
            long value,
            @Nullable Integer threshold,
            int tolerance,
            @Nullable Instant since,
            Instant now) {
        if (threshold == null) {
            return null;
        }
        boolean above = expression.operator() == MetricAlarmOperator.IS_ABOVE;
        // beyond it by the tolerance at first, and then until it is as far on the other side
        double beyond = (above == (since == null) ? tolerance : -tolerance) / WHOLE;
        double limit = threshold * (1 + beyond);
        boolean exceeds = above ? value > limit : value < limit;
        return !exceeds ? null : since == null ? now : since;
    }

    /** What the values of an entity say; gray when there are none. */
    ManagedEntityStatus status(String alarmKey, ManagedObjectReference<?> entity, MetricAlarmExpression expression) {
        Watched watched = new Watched(alarmKey, entity, expression);
        Beyond found = beyond.get(watched);
        if (found == null) {
            return before.getOrDefault(watched, ManagedEntityStatus.GRAY);
        }
        if (lasts(found.redSince(), found.now(), expression.redInterval())) {
            return ManagedEntityStatus.RED;
        }
        return lasts(found.yellowSince(), found.now(), expression.yellowInterval())
                ? ManagedEntityStatus.YELLOW
                : ManagedEntityStatus.GREEN;
    }

    private static boolean lasts(@Nullable Instant since, Instant now, @Nullable Integer seconds) {
        return since != null
                && Duration.between(since, now).compareTo(Duration.ofSeconds(seconds == null ? 0 : seconds)) >= 0;
    }

    /** Forgets an entity that is gone. */
    void forget(ManagedObjectReference<?> entity) {
        beyond.keySet().removeIf(watched -> watched.entity().equals(entity));
        before.keySet().removeIf(watched -> watched.entity().equals(entity));
    }

    /** Forgets an alarm that is gone, or waits for something else now. */
    void forget(String alarmKey) {
        beyond.keySet().removeIf(watched -> watched.alarmKey().equals(alarmKey));
        before.keySet().removeIf(watched -> watched.alarmKey().equals(alarmKey));
    }
}
