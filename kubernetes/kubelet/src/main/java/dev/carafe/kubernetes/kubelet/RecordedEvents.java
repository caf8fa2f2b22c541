package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.record.References;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.Pods;

/** Pods' events, written to the API server. An event of a pod of which only the name is known goes to the log. */
record RecordedEvents(EventRecorder recorder) implements PodEvents {
    @Override
    public void event(Pod pod, String container, String type, String reason, String message) {
        if (pod.spec().isEmpty()) {
            return;
        }
        Pod named = pod.withApiVersion("v1").withKind("Pod");
        ObjectReference about =
                container.isEmpty() ? References.of(named) : References.of(named, Pods.fieldPath(pod, container));
        recorder.event(about, type.equals(WARNING) ? EventType.WARNING : EventType.NORMAL, reason, message);
    }
}
