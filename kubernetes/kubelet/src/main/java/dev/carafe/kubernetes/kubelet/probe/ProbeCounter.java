package dev.carafe.kubernetes.kubelet.probe;

import dev.carafe.kubernetes.api.core.v1.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts one probe's answers for one container after the other and says when the verdict changes. Pure;
 * owned by the probe's thread. Rules of upstream's {@code pkg/kubelet/prober/worker.go}: a verdict needs
 * {@code failureThreshold} or {@code successThreshold} equal answers in a row; a container that failed its
 * liveness or startup probe is not asked again, since it is about to be killed.
 */
final class ProbeCounter {
    private static final int FAILURE_THRESHOLD = 3;

    private final ProbeKind kind;
    private final int failureThreshold;
    private final int successThreshold;
    private final Duration initialDelay;
    private String containerId = "";
    private boolean onHold;
    private boolean lastSuccess;
    private int run;

    ProbeCounter(ProbeKind kind, Probe probe) {
        this.kind = kind;
        this.failureThreshold = probe.failureThreshold() > 0 ? probe.failureThreshold() : FAILURE_THRESHOLD;
        this.successThreshold = Math.max(1, probe.successThreshold());
        this.initialDelay = Duration.ofSeconds(probe.initialDelaySeconds());
    }

    /** Whether to ask this running container now. */
    boolean due(String id, Instant startedAt, boolean started, Instant now) {
        if (!id.equals(containerId)) {
            containerId = id;
            onHold = false;
            run = 0;
        }
        boolean gated = kind == ProbeKind.STARTUP ? started : !started;
        return !onHold && !gated && !now.isBefore(startedAt.plus(initialDelay));
    }

    /** Counts an answer; the verdict (true for well) when there is one. */
    Optional<Boolean> count(ProbeResult.Outcome outcome) {
        if (outcome == ProbeResult.Outcome.ERROR) {
            return Optional.empty();
        }
        boolean success = outcome == ProbeResult.Outcome.SUCCESS;
        run = run > 0 && success == lastSuccess ? run + 1 : 1;
        lastSuccess = success;
        if (run < (success ? successThreshold : failureThreshold)) {
            return Optional.empty();
        }
        if (!success && kind != ProbeKind.READINESS) {
            onHold = true;
            run = 0;
        }
        return Optional.of(success);
    }
}
