package dev.carafe.kubernetes.scheduler.queue;

import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.Set;

/**
 * A pod and how it fared until now.
 *
 * @param pod the pod as last seen
 * @param attempts how often a node was looked for
 * @param enqueuedAtMs when it first came
 * @param backoffUntilMs before when it must not be tried again
 * @param rejectedBy the plugins that turned it away at the last try
 */
public record QueuedPod(PodInfo pod, int attempts, long enqueuedAtMs, long backoffUntilMs, Set<String> rejectedBy) {
    QueuedPod withPod(PodInfo changed) {
        return new QueuedPod(changed, attempts, enqueuedAtMs, backoffUntilMs, rejectedBy);
    }
}
