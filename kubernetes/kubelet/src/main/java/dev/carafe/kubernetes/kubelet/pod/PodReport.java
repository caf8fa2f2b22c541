package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.status.PodObservation;
import dev.carafe.kubernetes.kubelet.status.PodStatusMaker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of one pod: the status that was made of it last, the one that was told, and what the runtime cannot
 * know, why its containers wait. Owned by the pod's thread; any thread may ask for what was told.
 */
final class PodReport {
    private final PodContext context;
    private final Map<String, PodObservation.Waiting> waiting = new HashMap<>();

    /** What was made of the pod last. Newer than what the API server may have told since. */
    private volatile Optional<PodStatus> last = Optional.empty();

    /** What was told of it last: the same, but for an end that is not over yet. */
    private volatile Optional<PodStatus> told = Optional.empty();

    PodReport(PodContext context) {
        this.context = context;
    }

    /** What was made of the pod last; empty before the first time. */
    Optional<PodStatus> last() {
        return last;
    }

    /** What was told of the pod last; empty before the first time. Any thread may ask. */
    Optional<PodStatus> told() {
        return told;
    }

    /** The pod with the status that was reported last, or as declared before the first time. */
    Pod newest(Pod declared) {
        return declared.withStatus(last.orElse(declared.status()));
    }

    void waits(String container, String reason, String message) {
        waiting.put(container, new PodObservation.Waiting(reason, message));
    }

    void goesOn(String container) {
        waiting.remove(container);
    }

    void nothingWaits() {
        waiting.clear();
    }

    /**
     * Reports what was observed.
     *
     * @param terminal whether no container will be started again
     */
    PodStatus observed(Pod pod, RuntimePod runtime, boolean terminal) {
        List<String> hostIps = context.hostIps().get();
        String ip = pod.spec().hostNetwork()
                ? hostIps.stream().findFirst().orElse("")
                : runtime.ips().stream().findFirst().orElse("");
        if (!terminal) {
            context.probes().update(pod, runtime, ip);
        }
        return set(
                pod,
                PodStatusMaker.make(new PodObservation(
                        newest(pod),
                        runtime,
                        Map.copyOf(waiting),
                        new PodObservation.Probes() {
                            @Override
                            public boolean started(Container container, String containerId) {
                                return context.probes().started(container, containerId);
                            }

                            @Override
                            public boolean ready(Container container, String containerId) {
                                return context.probes().ready(container, containerId);
                            }
                        },
                        hostIps,
                        context.runtimeName(),
                        terminal,
                        context.clock().instant())),
                terminal);
    }

    /** Reports that the pod has failed as a whole, whatever its containers do, once they have ended. */
    PodStatus failed(Pod pod, String reason, String message) {
        return set(pod, asFailed(pod, reason, message), false);
    }

    /** Reports that a pod of which nothing ever ran here has failed. */
    PodStatus rejected(Pod pod, String reason, String message) {
        return set(pod, asFailed(pod, reason, message), true);
    }

    private PodStatus asFailed(Pod pod, String reason, String message) {
        PodStatus old = newest(pod).status();
        return old.withPhase("Failed")
                .withReason(reason)
                .withMessage(message)
                .withQosClass(PodResources.qosClass(pod))
                .withStartTime(old.startTime().orElse(context.clock().instant()));
    }

    /** @param stopped whether nothing of the pod runs any more */
    private PodStatus set(Pod pod, PodStatus status, boolean stopped) {
        PodStatus before = told.orElse(pod.status());
        PodStatus now = stopped ? status : PodStatusMaker.whileContainersRun(before, status);
        last = Optional.of(status);
        told = Optional.of(now);
        context.reporter().status(pod, now);
        return status;
    }
}
