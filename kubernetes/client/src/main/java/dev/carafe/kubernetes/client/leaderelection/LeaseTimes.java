package dev.carafe.kubernetes.client.leaderelection;

import java.time.Duration;

/**
 * How fast a lead changes hands; the names in brackets are upstream's flags.
 *
 * @param leaseDuration how long others wait after the last renewal they saw ({@code --leader-elect-lease-duration}); a
 *     lease counts whole seconds
 * @param renewDeadline how long the leader tries to renew before it gives up ({@code --leader-elect-renew-deadline});
 *     shorter than the lease
 * @param retryPeriod the pause between attempts ({@code --leader-elect-retry-period})
 */
public record LeaseTimes(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
    /** Upstream's figures. */
    public static final LeaseTimes DEFAULT =
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** The most by which a pause between attempts is stretched, so that candidates do not ask in step. */
    static final double JITTER = 1.2;

    public LeaseTimes {
        if (leaseDuration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("leaseDuration must be at least one second");
        }
        if (leaseDuration.compareTo(renewDeadline) <= 0) {
            throw new IllegalArgumentException("leaseDuration must be greater than renewDeadline");
        }
        if (retryPeriod.isZero() || retryPeriod.isNegative()) {
            throw new IllegalArgumentException("retryPeriod must be greater than zero");
        }
        if (renewDeadline.toNanos() <= retryPeriod.toNanos() * JITTER) {
            throw new IllegalArgumentException("renewDeadline must be greater than retryPeriod*JitterFactor");
        }
    }
}
