package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourcesValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.VolumeValidator;
import java.util.List;
import java.util.Map;

/**
 * Pods, and templates that pods are made of. Most pods have few of the parts that are looked at here: one that is absent
 * costs no more than the look. Source: {@code pkg/apis/core/validation}, by which paths and words go.
 */
public final class PodValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> PREEMPTION_POLICIES = List.of("PreemptLowerPriority", "Never");

    private PodValidator() {}

    /** Checks a pod, new or changed. */
    public static void pod(Pod pod, Capabilities capabilities, List<FieldError> errors) {
        PodSpec spec = pod.spec();
        PodAnnotationsValidator.annotations(pod, capabilities, errors);
        spec(spec, pod.metadata().name(), SPEC, capabilities, errors);
        List<Volume> volumes = spec.volumes();
        for (int i = 0; spec.serviceAccountName().isEmpty() && i < volumes.size(); i++) {
            FieldPath sources =
                    SPEC.child("volumes").index(i).child("projected").child("sources");
            List<VolumeProjection> projections = volumes.get(i).projected().sources();
            for (int j = 0; j < projections.size(); j++) {
                if (projections.get(j).hasServiceAccountToken()) {
                    errors.add(FieldError.forbidden(
                            sources.index(j).child("serviceAccountToken"),
                            "must not be specified when serviceAccountName is not set"));
                }
            }
        }
        Check.nonNegative(errors, SPEC.child("terminationGracePeriodSeconds"), spec.terminationGracePeriodSeconds());
        images(spec.containers(), SPEC.child("containers"), errors);
        images(spec.initContainers(), SPEC.child("initContainers"), errors);
    }

    /** Templates may have any image, since some tools fill them in later. */
    private static void images(List<Container> containers, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < containers.size(); i++) {
            ContainerValidator.image(containers.get(i), path.index(i), errors);
        }
    }

    /** Checks what a new pod must not have yet. */
    public static void create(Pod pod, List<FieldError> errors) {
        PodSpec spec = pod.spec();
        if (spec.hasEphemeralContainers()) {
            errors.add(FieldError.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create"));
        }
        if (!spec.nodeName().isEmpty() && !spec.schedulingGates().isEmpty()) {
            errors.add(FieldError.forbidden(
                    SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared"));
        }
        PodAnnotationsValidator.agree(pod, errors);
    }

    /** Checks a specification at {@code path} of a pod of the name given, which is empty where it is not known yet. */
    private static void spec(
            PodSpec spec, String podName, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        Map<String, Volume> volumes = VolumeValidator.volumes(spec.volumes(), podName, path.child("volumes"), errors);
        GatedPodFieldsValidator gated = new GatedPodFieldsValidator(spec, volumes, errors);
        gated.volumes(path);
        ResourceClaimsValidator.ofPod(spec.resourceClaims(), path.child("resourceClaims"), errors);
        ContainerValidator containers = new ContainerValidator(spec, volumes, capabilities, errors);
        containers.containers(spec.containers(), path.child("containers"));
        containers.initContainers(spec.initContainers(), path.child("initContainers"));
        containers.ephemeralContainers(AllContainers.ephemeral(spec), path.child("ephemeralContainers"));
        gated.containers(path);
        if (spec.hasResources()) {
            PodResourcesValidator.resources(spec, path.child("resources"), errors);
        }
        if (spec.hostNetwork()) {
            PortsValidator.ofHost(spec.containers(), path.child("containers"), errors);
        }
        Check.requiredOneOf(errors, path.child("restartPolicy"), spec.restartPolicy(), RESTART_POLICIES);
        Check.requiredOneOf(errors, path.child("dnsPolicy"), spec.dnsPolicy(), DNS_POLICIES);
        if (spec.hasNodeSelector()) {
            errors.addAll(MetadataRules.labels(spec.nodeSelector(), path.child("nodeSelector")));
        }
        PodSecurityValidator.context(spec, path.child("securityContext"), capabilities, errors);
        PodSecurityValidator.namespaces(spec, path, errors);
        if (spec.hasAffinity()) {
            AffinityValidator.affinity(spec.affinity(), path.child("affinity"), errors);
        }
        PodDnsValidator.config(spec, path.child("dnsConfig"), errors);
        GatesValidator.readiness(spec.readinessGates(), path.child("readinessGates"), errors);
        GatesValidator.scheduling(spec.schedulingGates(), path.child("schedulingGates"), errors);
        TopologySpreadValidator.constraints(
                spec.topologySpreadConstraints(), path.child("topologySpreadConstraints"), errors);
        HostProcessValidator.spec(spec, path, capabilities, errors);
        PodSecurityValidator.hostUsers(spec, path, capabilities, errors);
        PodDnsValidator.hostnameOverride(spec, path.child("hostnameOverride"), errors);
        names(spec, path, errors);
        TolerationValidator.tolerations(
                spec.tolerations(),
                path.child("tolerations"),
                capabilities.isEnabled("TaintTolerationComparisonOperators"),
                errors);
        PodDnsValidator.hostAliases(spec.hostAliases(), path.child("hostAliases"), errors);
        classes(spec, path, errors);
        if (spec.hasOs()) {
            PodOsValidator.os(spec, path, errors);
        }
        EnvValidator.fileVolumes(spec, path, errors);
        gated.company(path);
    }

    private static void names(PodSpec spec, FieldPath path, List<FieldError> errors) {
        subdomain(spec.serviceAccountName(), path.child("serviceAccountName"), errors);
        subdomain(spec.nodeName(), path.child("nodeName"), errors);
        if (spec.hasActiveDeadlineSeconds()) {
            for (String message : Values.inRange(spec.activeDeadlineSeconds(), 1, Integer.MAX_VALUE)) {
                errors.add(
                        FieldError.invalid(path.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds(), message));
            }
        }
        if (!spec.hostname().isEmpty()) {
            Check.rule(errors, path.child("hostname"), spec.hostname(), Names.dns1123Label(spec.hostname()));
        }
        if (!spec.subdomain().isEmpty()) {
            Check.rule(errors, path.child("subdomain"), spec.subdomain(), Names.dns1123Label(spec.subdomain()));
        }
    }

    private static void classes(PodSpec spec, FieldPath path, List<FieldError> errors) {
        subdomain(spec.priorityClassName(), path.child("priorityClassName"), errors);
        if (spec.hasRuntimeClassName()) {
            Check.rule(
                    errors,
                    path.child("runtimeClassName"),
                    spec.runtimeClassName(),
                    Names.dns1123Subdomain(spec.runtimeClassName()));
        }
        if (spec.hasPreemptionPolicy()) {
            Check.requiredOneOf(errors, path.child("preemptionPolicy"), spec.preemptionPolicy(), PREEMPTION_POLICIES);
        }
        Struct overhead = spec.struct().struct("overhead");
        if (overhead != null) {
            ResourcesValidator.container(
                    new ResourceRequirements(Struct.of("limits", overhead)), path.child("overhead"), errors);
        }
    }

    private static void subdomain(String name, FieldPath path, List<FieldError> errors) {
        if (!name.isEmpty()) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    /** Checks a template at {@code path}; its pods have no names yet. */
    public static void template(
            PodTemplateSpec template, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        errors.addAll(MetadataRules.labels(template.metadata().labels(), path.child("labels"))); // upstream's path
        errors.addAll(MetadataRules.annotations(template.metadata().annotations(), path.child("annotations")));
        spec(template.spec(), "", path.child("spec"), capabilities, errors);
        if (!template.spec().ephemeralContainers().isEmpty()) {
            errors.add(FieldError.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template"));
        }
    }
}
