package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.kubelet.probe.ProbeWorkers;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.time.Duration;
import java.util.Optional;

/** What the probes say, as deciding what to do needs it. */
record ProbeVerdicts(ProbeWorkers probes) implements PodActionsCompute.Verdicts {
    @Override
    public boolean livenessFailed(String containerId) {
        return probes.livenessFailed(containerId);
    }

    @Override
    public boolean startupFailed(String containerId) {
        return probes.startupFailed(containerId);
    }

    @Override
    public boolean started(Container container, String containerId) {
        return probes.started(container, containerId);
    }

    /** How long a container may take to stop: a probe may set a time of its own for the container it fails. */
    Optional<Duration> graceOf(Pod pod, PodActions.Kill kill) {
        if (!kill.probe()) {
            return Optional.empty();
        }
        return Pods.container(pod, kill.container().name()).flatMap(container -> {
            Probe probe = livenessFailed(kill.container().id()) ? container.livenessProbe() : container.startupProbe();
            return probe.hasTerminationGracePeriodSeconds()
                    ? Optional.of(Duration.ofSeconds(probe.terminationGracePeriodSeconds()))
                    : Optional.empty();
        });
    }
}
