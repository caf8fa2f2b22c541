package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerRestartRule;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import java.util.Optional;

/** Whether a container that is not running is to be started (again). Pure. */
public final class RestartRules {
    private RestartRules() {}

    /** Whether an ordinary container should be started, given its newest start, if any. */
    public static boolean shouldStart(Pod pod, Container container, Optional<RuntimeContainer> latest) {
        if (latest.isEmpty()) {
            return true;
        }
        return switch (latest.get().state()) {
            case RUNNING -> false;
            case CREATED, UNKNOWN -> true;
            case EXITED -> restartsAfter(pod, container, latest.get().exitCode());
        };
    }

    /** Whether a container that ended with this code is started again. */
    public static boolean restartsAfter(Pod pod, Container container, int exitCode) {
        for (ContainerRestartRule rule : container.restartPolicyRules()) {
            boolean named = rule.exitCodes().values().contains(exitCode);
            boolean matches = switch (rule.exitCodes().operator()) {
                case "In" -> named;
                case "NotIn" -> !named;
                default -> false;
            };
            if (matches) {
                return rule.action().equals("Restart");
            }
        }
        return switch (policy(pod, container)) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    /** The container's own policy, or else the pod's. */
    private static String policy(Pod pod, Container container) {
        return container.hasRestartPolicy()
                ? container.restartPolicy()
                : pod.spec().restartPolicy();
    }
}
