package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done now so that the runtime comes nearer to a pod's declaration; made by
 * {@link PodActionsCompute}. To be carried out in the order of the fields.
 *
 * @param killPod whether to stop everything that runs, the sandbox included
 * @param kills single containers to stop
 * @param createSandbox whether the pod needs a new sandbox
 * @param attempt the number of the sandbox to create
 * @param starts containers to start, in this order
 * @param backOffs containers that are to be started, but not yet
 */
public record PodActions(
        boolean killPod,
        List<Kill> kills,
        boolean createSandbox,
        int attempt,
        List<Start> starts,
        List<BackOff> backOffs) {
    static final PodActions NONE = new PodActions(false, List.of(), false, 0, List.of(), List.of());

    /** Stop everything and do no more. */
    static final PodActions KILL = new PodActions(true, List.of(), false, 0, List.of(), List.of());

    /**
     * A container to stop.
     *
     * @param message why, as the event says it
     * @param probe whether a probe asked for it
     */
    public record Kill(RuntimeContainer container, String message, boolean probe) {}

    /**
     * A container to start.
     *
     * @param restartCount how often one of its name was started before
     * @param init whether its end is awaited before the next is started
     */
    public record Start(Container container, int restartCount, boolean init) {}

    /**
     * A container that crashed and waits.
     *
     * @param delay how long it waits in all
     * @param remaining how long still
     */
    public record BackOff(Container container, Duration delay, Duration remaining) {}

    /** Whether there is nothing to do now; somebody may still be waiting. */
    public boolean isEmpty() {
        return !killPod && !createSandbox && kills.isEmpty() && starts.isEmpty();
    }
}
