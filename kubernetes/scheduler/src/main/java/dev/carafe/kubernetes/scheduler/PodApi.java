package dev.carafe.kubernetes.scheduler;

import dev.carafe.kubernetes.api.core.v1.Binding;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.record.References;
import dev.carafe.kubernetes.client.record.SeriesRecorder;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.time.Instant;
import java.util.List;

/** All that the scheduler writes: bindings (as the plugin DefaultBinder), conditions and events. Thread-safe. */
final class PodApi implements Plugin.Bind {
    private static final System.Logger LOG = System.getLogger(PodApi.class.getName());

    private final ResourceClient<Pod> pods;
    private final SeriesRecorder recorder;
    private final String schedulerName;

    PodApi(Client client, SeriesRecorder recorder, String schedulerName) {
        this.pods = client.of(CoreV1.PODS);
        this.recorder = recorder;
        this.schedulerName = schedulerName;
    }

    @Override
    public String name() {
        return "DefaultBinder";
    }

    /**
     * Binds a pod.
     *
     * @throws StatusError when the API server refuses, such as for a pod that is gone or bound
     */
    @Override
    public void bind(PodInfo pod, String node) {
        Binding binding = new Binding()
                .withMetadata(new ObjectMeta()
                        .withName(pod.pod().name())
                        .withNamespace(pod.pod().namespace())
                        .withUid(pod.uid()))
                .withTarget(new ObjectReference().withKind("Node").withName(node));
        pods.createSubresource(pod.pod().namespace(), pod.pod().name(), "binding", binding.struct());
    }

    void recordScheduled(PodInfo pod, String node) {
        recorder.event(
                References.of(pod.pod()),
                null,
                EventType.NORMAL,
                "Scheduled",
                "Binding",
                "Successfully assigned " + pod.key() + " to " + node);
    }

    /** Says in an event and in the pod's condition why it has no node. */
    void recordFailure(PodInfo pod, String reason, String message, Instant now) {
        recorder.event(References.of(pod.pod()), null, EventType.WARNING, "FailedScheduling", "Scheduling", message);
        setCondition(pod, reason, message, now);
    }

    /** Sets the condition PodScheduled to False, unless it says just that already. */
    void setCondition(PodInfo pod, String reason, String message, Instant now) {
        boolean saysSo = pod.pod().status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("PodScheduled")
                        && condition.status().equals("False")
                        && condition.reason().equals(reason)
                        && condition.message().equals(message));
        if (saysSo) {
            return;
        }
        PodCondition condition = new PodCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now);
        if (reason.equals("Unschedulable") || reason.equals("SchedulerError")) {
            condition = condition.withObservedGeneration(pod.pod().metadata().generation());
        }
        Struct patch = Struct.of("status", Struct.of("conditions", List.of(condition.struct())));
        try {
            pods.patch(
                    pod.pod().namespace(),
                    pod.pod().name(),
                    PatchType.STRATEGIC,
                    patch,
                    "status",
                    WriteOptions.DEFAULT);
        } catch (StatusError | ConnectionException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: the condition of {1} was not written: {2}", schedulerName, pod, e);
        }
    }
}
