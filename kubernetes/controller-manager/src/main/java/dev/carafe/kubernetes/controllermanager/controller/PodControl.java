package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import java.util.List;

/** Makes and deletes pods in the name of an owner, with upstream's events about the owner. */
public final class PodControl {
    private final ResourceClient<Pod> pods;
    private final EventRecorder recorder;

    public PodControl(Client client, EventRecorder recorder) {
        this.pods = client.of(CoreV1.PODS);
        this.recorder = recorder;
    }

    /** A pod of a template, named after its owner. */
    public static Pod ofTemplate(PodTemplateSpec template, ApiObject<?> owner, OwnerReference reference) {
        ObjectMeta meta = new ObjectMeta()
                .withNamespace(owner.namespace())
                .withGenerateName(owner.name() + "-")
                .withLabels(template.metadata().labels())
                .withAnnotations(template.metadata().annotations())
                .withOwnerReferences(List.of(reference));
        if (template.metadata().hasFinalizers()) {
            meta = meta.withFinalizers(template.metadata().finalizers());
        }
        return new Pod().withMetadata(meta).withSpec(template.spec());
    }

    /**
     * Creates a pod.
     *
     * @throws StatusError what the server says; in a namespace that is being deleted no event is recorded
     */
    public Pod create(Pod pod, ApiObject<?> owner) {
        try {
            Pod created = pods.create(pod);
            recorder.event(owner, EventType.NORMAL, "SuccessfulCreate", "Created pod: " + created.name());
            return created;
        } catch (StatusError e) {
            if (!namespaceTerminating(e)) {
                recorder.event(owner, EventType.WARNING, "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Deletes a pod; one that is gone already is no failure. */
    public void delete(Pod pod, ApiObject<?> owner) {
        try {
            pods.delete(pod.namespace(), pod.name());
            recorder.event(owner, EventType.NORMAL, "SuccessfulDelete", "Deleted pod: " + pod.name());
        } catch (StatusError e) {
            if (e.reason() == StatusReason.NOT_FOUND) {
                return;
            }
            recorder.event(owner, EventType.WARNING, "FailedDelete", "Error deleting: " + e.getMessage());
            throw e;
        }
    }

    /** Whether a creation failed because its namespace is being deleted. */
    public static boolean namespaceTerminating(StatusError e) {
        return e.details().causes().stream().anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
    }
}
