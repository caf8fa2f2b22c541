package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.PodDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.PodCells;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.EphemeralContainersUpdate;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodLeniency;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodResizeValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodUpdateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pods: pending when new, hardly changeable after, and given time to stop. */
final class PodStrategy extends DefaultStrategy {
    PodStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return PodDefaults.pod(new Pod(object)).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        Pod given = AppArmorAnnotations.withFields(new Pod(InitContainerAnnotations.dropped(object)));
        Pod pod = given.withSpec(PodLevelResources.filled(
                PodSelectors.completed(given.spec(), given.metadata().labels())));
        PodStatus status = new PodStatus().withPhase("Pending").withQosClass(PodQos.of(pod.spec()));
        if (!pod.spec().schedulingGates().isEmpty()) {
            PodCondition gated = new PodCondition()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("SchedulingGated")
                    .withMessage("Scheduling is blocked due to non-empty scheduling gates");
            status = status.withConditions(List.of(pod.metadata()
                    .creationTimestamp()
                    .map(gated::withLastTransitionTime)
                    .orElse(gated)));
        }
        return pod.withStatus(status).struct();
    }

    /** Who does not know of resources of a whole pod leaves them as they are. */
    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        Pod pod = new Pod(InitContainerAnnotations.dropped(super.prepareForUpdate(object, old)));
        PodSpec before = new Pod(old).spec();
        return before.hasResources() && !pod.spec().hasResources()
                ? pod.withSpec(pod.spec().withResources(before.resources())).struct()
                : pod.struct();
    }

    /** The kubelet may also annotate a pod while it reports its status; owners stay as they are. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        Pod pod = new Pod(InitContainerAnnotations.dropped(object));
        Pod before = new Pod(old);
        PodStatus status = PodStatusKept.of(pod.status(), before.status());
        var metadata = before.metadata().hasOwnerReferences()
                ? pod.metadata().withOwnerReferences(before.metadata().ownerReferences())
                : pod.metadata().withoutOwnerReferences();
        return pod.withSpec(before.spec())
                .withMetadata(metadata)
                .withStatus(status)
                .struct();
    }

    /** Ephemeral containers are only added; a resize changes nothing but what containers ask for and may use. */
    @Override
    public Struct prepareForSubresourceUpdate(String subresource, Struct object, Struct old) {
        Pod pod = new Pod(object);
        Pod before = new Pod(old);
        return switch (subresource) {
            case "ephemeralcontainers" ->
                before.withSpec(before.spec().withEphemeralContainers(pod.spec().ephemeralContainers()))
                        .struct();
            case "resize" -> PodResize.prepared(pod, before).struct();
            default -> super.prepareForSubresourceUpdate(subresource, object, old);
        };
    }

    @Override
    public List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        List<FieldError> errors = super.validateSubresourceUpdate(subresource, object, old);
        Pod pod = new Pod(object);
        Pod before = new Pod(old);
        switch (subresource) {
            case "ephemeralcontainers" -> {
                validate(object, errors);
                PodLeniency.letPass(errors, known -> validate(old, known));
                EphemeralContainersUpdate.validate(pod, before, errors);
            }
            case "resize" -> {
                validate(object, errors);
                PodLeniency.letPass(errors, known -> validate(old, known));
                String qos = before.status().hasQosClass() ? before.status().qosClass() : PodQos.of(before.spec());
                PodResizeValidator.validate(pod, before, !qos.equals(PodQos.of(pod.spec())), errors);
            }
            default -> {} // nothing but the status
        }
        return errors;
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        PodValidator.pod(new Pod(object), capabilities(), errors);
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        PodValidator.create(new Pod(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        PodUpdateValidator.validate(new Pod(object), new Pod(old), errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        PodSpec spec = new Pod(object).spec();
        PodStatus status = new Pod(object).status();
        String ip = status.podIPs().isEmpty()
                ? status.podIP()
                : status.podIPs().getFirst().ip();
        return Map.of(
                "spec.nodeName", spec.nodeName(),
                "spec.restartPolicy", spec.restartPolicy(),
                "spec.schedulerName", spec.schedulerName(),
                "spec.serviceAccountName", spec.serviceAccountName(),
                "spec.hostNetwork", Boolean.toString(spec.hostNetwork()),
                "status.phase", status.phase(),
                "status.podIP", ip,
                "status.nominatedNodeName", status.nominatedNodeName());
    }

    /** A pod that runs nowhere, not yet or no more, goes at once. */
    @Override
    public long gracePeriodSeconds(Struct object) {
        Pod pod = new Pod(object);
        String phase = pod.status().phase();
        if (pod.spec().nodeName().isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        if (!pod.spec().hasTerminationGracePeriodSeconds()) {
            return PodDefaults.TERMINATION_GRACE_PERIOD_SECONDS;
        }
        long seconds = pod.spec().terminationGracePeriodSeconds();
        return seconds < 0 ? 1 : seconds;
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        PodStatusValidator.validate(new Pod(object), new Pod(old), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        return PodWarnings.pod(new Pod(object));
    }

    @Override
    public List<String> warningsOfSent(Struct object) {
        return AppArmorAnnotations.warnings(new Pod(object));
    }

    /** Nobody writes pods by hand, but who reports of them hears of addresses. */
    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        List<String> warnings = new ArrayList<>();
        if (subresource.equals("status")) {
            PodStatus status = new Pod(object).status();
            for (int i = 0; i < status.podIPs().size(); i++) {
                FieldPath path = FieldPath.of("status", "podIPs").index(i).child("ip");
                AddressWarnings.of(path, status.podIPs().get(i).ip()).ifPresent(warnings::add);
            }
            for (int i = 0; i < status.hostIPs().size(); i++) {
                FieldPath path = FieldPath.of("status", "hostIPs").index(i).child("ip");
                AddressWarnings.of(path, status.hostIPs().get(i).ip()).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PodCells.pod(new Pod(object));
    }
}
