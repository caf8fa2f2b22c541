package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.PodDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.PodCells;
import dev.carafe.kubernetes.apiserver.registry.validation.PodStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.PodUpdateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.PodValidator;
import java.util.List;
import java.util.Map;

/** Pods: pending when new, hardly changeable after, and given time to stop. */
final class PodStrategy extends DefaultStrategy {
    PodStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return PodDefaults.pod(new Pod(object)).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        Pod given = new Pod(object);
        Pod pod = given.withSpec(PodLevelResources.filled(
                PodSelectors.completed(given.spec(), given.metadata().labels())));
        PodStatus status = new PodStatus().withPhase("Pending").withQosClass(PodQos.of(pod.spec()));
        if (!pod.spec().schedulingGates().isEmpty()) {
            status = status.withConditions(List.of(new PodCondition()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("SchedulingGated")
                    .withMessage("Scheduling is blocked due to non-empty scheduling gates")));
        }
        return pod.withStatus(status).struct();
    }

    /** Who does not know of resources of a whole pod leaves them as they are. */
    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        Pod pod = new Pod(super.prepareForUpdate(object, old));
        PodSpec before = new Pod(old).spec();
        return before.hasResources() && !pod.spec().hasResources()
                ? pod.withSpec(pod.spec().withResources(before.resources())).struct()
                : pod.struct();
    }

    /** The kubelet may also annotate a pod while it reports its status; owners stay as they are. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        Pod pod = new Pod(object);
        Pod before = new Pod(old);
        PodStatus status = withAddresses(pod.status());
        if (status.qosClass().isEmpty() && !before.status().qosClass().isEmpty()) {
            status = status.withQosClass(before.status().qosClass());
        }
        var metadata = before.metadata().hasOwnerReferences()
                ? pod.metadata().withOwnerReferences(before.metadata().ownerReferences())
                : pod.metadata().withoutOwnerReferences();
        return pod.withSpec(before.spec())
                .withMetadata(metadata)
                .withStatus(status)
                .struct();
    }

    /** Who knows of one address alone says nothing of others, and wins where both are told. */
    private static PodStatus withAddresses(PodStatus status) {
        boolean told = !status.podIP().isEmpty()
                && (status.podIPs().isEmpty()
                        || !status.podIPs().getFirst().ip().equals(status.podIP()));
        return told ? status.withPodIPs(List.of(new PodIP().withIp(status.podIP()))) : status;
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
            case "resize" -> before.withSpec(resized(pod.spec(), before.spec())).struct();
            default -> super.prepareForSubresourceUpdate(subresource, object, old);
        };
    }

    private static PodSpec resized(PodSpec spec, PodSpec old) {
        return old.withContainers(old.containers().stream()
                .map(container -> spec.containers().stream()
                        .filter(wanted -> wanted.name().equals(container.name()))
                        .findFirst()
                        .map(wanted -> container.withResources(wanted.resources()))
                        .orElse(container))
                .toList());
    }

    @Override
    public List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        List<FieldError> errors = super.validateSubresourceUpdate(subresource, object, old);
        if (subresource.equals("ephemeralcontainers")) {
            validate(object, errors);
            List<EphemeralContainer> now = new Pod(object).spec().ephemeralContainers();
            if (!now.containsAll(new Pod(old).spec().ephemeralContainers())) {
                errors.add(FieldError.forbidden(
                        FieldPath.of("spec", "ephemeralContainers"),
                        "existing ephemeral containers may not be removed or changed"));
            }
        } else if (subresource.equals("resize")) {
            validate(object, errors);
            if (!PodQos.of(new Pod(object).spec()).equals(PodQos.of(new Pod(old).spec()))) {
                errors.add(FieldError.invalid(
                        FieldPath.of("status", "qosClass"),
                        PodQos.of(new Pod(object).spec()),
                        "Pod QOS Class may not change as a result of resizing"));
            }
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
    public List<Object> tableCells(Struct object) {
        return PodCells.pod(new Pod(object));
    }
}
