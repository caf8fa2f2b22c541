package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.Pods;

/** Pods' events where there is no API server: lines of the log. */
final class LoggedEvents implements PodEvents {
    private static final System.Logger LOG = System.getLogger(LoggedEvents.class.getName());

    @Override
    public void event(Pod pod, String container, String type, String reason, String message) {
        LOG.log(
                type.equals(WARNING) ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                () -> Pods.format(pod) + (container.isEmpty() ? "" : " " + container) + ": " + reason + ": " + message);
    }
}
