package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.performance.Reading.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What happened between two readings. Immutable.
 *
 * @param at the end of the interval
 */
record Sample(Instant at, Map<Series, Long> values) {
    Sample {
        values = Map.copyOf(values);
    }

    /** What counts from zero again, since a machine or a device is new, has no value for this interval. */
    static Sample between(Reading before, Reading after) {
        long millis = Duration.between(before.at(), after.at()).toMillis();
        Map<Series, Long> values = new HashMap<>();
        after.values().forEach((series, now) -> {
            if (!series.counter().grows()) {
                values.put(series, now);
                return;
            }
            Long then = before.values().get(series);
            if (then != null && now >= then && millis > 0) {
                values.put(series, series.counter().over(now - then, millis, after.capacity()));
            }
        });
        return new Sample(after.at(), values);
    }
}
