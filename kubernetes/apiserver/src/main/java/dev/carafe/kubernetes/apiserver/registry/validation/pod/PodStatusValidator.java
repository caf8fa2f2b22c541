package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.HostIP;
import dev.carafe.kubernetes.api.core.v1.LinuxContainerUser;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodResourceClaimStatus;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LegacyAddresses;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What may be reported of a pod ({@code ValidatePodStatusUpdate} of pkg/apis/core/validation). */
public final class PodStatusValidator {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final FieldPath NOMINATED = STATUS.child("nominatedNodeName");
    private static final Set<String> KNOWN_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");
    private static final long UID_MAX = 0xFFFF_FFFFL;

    private PodStatusValidator() {}

    public static void validate(Pod pod, Pod old, List<FieldError> errors) {
        PodStatus now = pod.status();
        PodStatus before = old.status();
        PodAnnotationsValidator.changes(pod, old, errors);
        conditions(now.conditions(), errors);
        nominated(
                now.nominatedNodeName(), before.nominatedNodeName(), old.spec().nodeName(), errors);
        generation(STATUS, now.observedGeneration(), errors);
        Check.immutable(errors, STATUS.child("qosClass"), now.qosClass(), before.qosClass());
        transitions(now, before, old.spec(), errors);
        claims(now.resourceClaimStatuses(), pod.spec(), errors);
        if (now.hasExtendedResourceClaimStatus()) {
            ExtendedClaimStatusValidator.validate(
                    now.extendedResourceClaimStatus(), pod.spec(), STATUS.child("extendedResourceClaimStatus"), errors);
        }
        RuleErrors allocatable = new RuleErrors();
        NodeAllocatableStatusValidator.validate(pod, STATUS.child("nodeAllocatableResourceClaimStatuses"), allocatable);
        errors.addAll(allocatable.coded());
        podIps(now, before, errors);
        hostIps(now, before, errors);
        boolean windows = pod.spec().os().name().equals("windows");
        users(now.containerStatuses(), "containerStatuses", windows, errors);
        users(now.initContainerStatuses(), "initContainerStatuses", windows, errors);
        users(now.ephemeralContainerStatuses(), "ephemeralContainerStatuses", windows, errors);
        AllocatedResourcesValidator devices = new AllocatedResourcesValidator(now, errors);
        devices.validate(now.containerStatuses(), pod.spec().containers(), STATUS.child("containerStatuses"));
        devices.validate(
                now.initContainerStatuses(), pod.spec().initContainers(), STATUS.child("initContainerStatuses"));
        AllocatedResourcesValidator.none(
                now.ephemeralContainerStatuses(), STATUS.child("ephemeralContainerStatuses"), errors);
        errors.addAll(allocatable.declared());
    }

    private static void generation(FieldPath path, long generation, List<FieldError> errors) {
        if (generation < 0) {
            errors.add(
                    FieldError.invalid(path.child("observedGeneration"), generation, "must be a non-negative integer"));
        }
    }

    private static void conditions(List<PodCondition> conditions, List<FieldError> errors) {
        for (int i = 0; i < conditions.size(); i++) {
            FieldPath at = STATUS.child("conditions").index(i);
            String type = conditions.get(i).type();
            generation(at, conditions.get(i).observedGeneration(), errors);
            if (!KNOWN_CONDITIONS.contains(type)) {
                Check.rule(errors, at.child("Type"), type, Names.qualifiedName(type)); // upstream's spelling
            }
        }
    }

    /** A pod that is on a node is not promised another. */
    private static void nominated(String name, String old, String node, List<FieldError> errors) {
        if (name.isEmpty() || name.equals(old)) {
            return;
        }
        Check.rule(errors, NOMINATED, name, Names.dns1123Subdomain(name));
        if (!node.isEmpty()) {
            errors.add(FieldError.forbidden(NOMINATED, "may not be set on pods that are already bound to a node"));
        }
    }

    private static void transitions(PodStatus now, PodStatus before, PodSpec spec, List<FieldError> errors) {
        ContainerTransitions.containers(
                now.containerStatuses(),
                before.containerStatuses(),
                spec.containers(),
                spec,
                STATUS.child("containerStatuses"),
                errors);
        List<Container> init = spec.initContainers();
        ContainerTransitions.containers(
                now.initContainerStatuses(),
                before.initContainerStatuses(),
                init,
                spec,
                STATUS.child("initContainerStatuses"),
                errors);
        ContainerTransitions.ephemeral(
                now.ephemeralContainerStatuses(),
                before.ephemeralContainerStatuses(),
                STATUS.child("ephemeralContainerStatuses"),
                errors);
    }

    private static void claims(List<PodResourceClaimStatus> claims, PodSpec spec, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < claims.size(); i++) {
            PodResourceClaimStatus claim = claims.get(i);
            FieldPath at = STATUS.child("resourceClaimStatuses").index(i);
            if (spec.resourceClaims().stream().noneMatch(wanted -> wanted.name().equals(claim.name()))) {
                errors.add(FieldError.invalid(
                        at.child("name"), claim.name(), "must match the name of an entry in `spec.resourceClaims`"));
            }
            if (!seen.add(claim.name())) {
                errors.add(FieldError.duplicate(at.child("name"), claim.name()));
            }
            if (claim.hasResourceClaimName()) {
                Check.rule(
                        errors,
                        at.child("resourceClaimName"),
                        claim.resourceClaimName(),
                        Names.dns1123Subdomain(claim.resourceClaimName()));
            }
        }
    }

    private static void podIps(PodStatus now, PodStatus before, List<FieldError> errors) {
        FieldPath path = STATUS.child("podIPs");
        List<String> ips = now.podIPs().stream().map(PodIP::ip).toList();
        List<Struct> shown =
                now.podIPs().stream().map(ip -> Struct.of("IP", ip.ip())).toList();
        addresses(path, ips, before.podIPs().stream().map(PodIP::ip).toList(), shown, errors);
        if (now.podIP().isEmpty() != ips.isEmpty()) {
            errors.add(FieldError.invalid(path, shown, "podIP and podIPs must either both be set or both be unset"));
        } else if (!ips.isEmpty() && !now.podIP().equals(ips.getFirst())) {
            errors.add(FieldError.invalid(path.index(0).child("ip"), ips.getFirst(), "must be equal to `podIP`"));
        }
    }

    private static void hostIps(PodStatus now, PodStatus before, List<FieldError> errors) {
        FieldPath path = STATUS.child("hostIPs");
        List<String> ips = now.hostIPs().stream().map(HostIP::ip).toList();
        if (!ips.isEmpty() && !now.hostIP().equals(ips.getFirst())) {
            errors.add(FieldError.invalid(path.index(0).child("ip"), ips.getFirst(), "must be equal to `hostIP`"));
        }
        List<Struct> shown =
                now.hostIPs().stream().map(ip -> Struct.of("IP", ip.ip())).toList();
        addresses(path, ips, before.hostIPs().stream().map(HostIP::ip).toList(), shown, errors);
    }

    /** Well-formed unless known before, and at most one of each family. */
    private static void addresses(
            FieldPath path, List<String> ips, List<String> known, List<Struct> shown, List<FieldError> errors) {
        for (int i = 0; i < ips.size(); i++) {
            Check.rule(errors, path.index(i), ips.get(i), LegacyAddresses.address(ips.get(i), known));
        }
        boolean pair = ips.size() == 2 && LegacyAddresses.isV4(ips.getFirst()) != LegacyAddresses.isV4(ips.getLast());
        if (ips.size() > 1 && !pair) {
            errors.add(FieldError.invalid(path, shown, "may specify no more than one IP for each IP family"));
        }
    }

    private static void users(List<ContainerStatus> statuses, String field, boolean windows, List<FieldError> errors) {
        for (int i = 0; i < statuses.size(); i++) {
            if (!statuses.get(i).user().hasLinux()) {
                continue;
            }
            LinuxContainerUser user = statuses.get(i).user().linux();
            FieldPath at = STATUS.child(field).index(i).child("user").child("linux");
            if (windows) {
                errors.add(FieldError.forbidden(at, "cannot be set for a windows pod"));
                continue;
            }
            range(at.child("uid"), user.uid(), UID_MAX, errors);
            range(at.child("gid"), user.gid(), Integer.MAX_VALUE, errors);
            for (int j = 0; j < user.supplementalGroups().size(); j++) {
                range(
                        at.child("supplementalGroups").index(j),
                        user.supplementalGroups().get(j),
                        Integer.MAX_VALUE,
                        errors);
            }
        }
    }

    private static void range(FieldPath path, long value, long max, List<FieldError> errors) {
        if (value < 0 || value > max) {
            errors.add(FieldError.invalid(path, value, "must be between 0 and " + max + ", inclusive"));
        }
    }
}
