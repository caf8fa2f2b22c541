package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a pod may be active: {@code activeDeadlineSeconds} from its start. Pure; upstream's {@code active_deadline.go}. */
final class Deadline {
    static final String REASON = "DeadlineExceeded";
    static final String MESSAGE = "Pod was active on the node longer than the specified deadline";

    private Deadline() {}

    /** What is left of it, zero when it is over; empty where there is none, or the pod has not started. */
    static Optional<Duration> left(Pod pod, PodStatus status, Instant now) {
        if (!pod.spec().hasActiveDeadlineSeconds() || status.startTime().isEmpty()) {
            return Optional.empty();
        }
        Instant end = status.startTime().get().plusSeconds(pod.spec().activeDeadlineSeconds());
        return Optional.of(end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO);
    }
}
