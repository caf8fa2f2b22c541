package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients are warned of in pods and in templates of pods: what has a successor or no function any more, and what is
 * said twice (upstream's pkg/api/pod/warnings.go).
 */
final class PodWarnings {
    /** Annotations that were fields to be, and what is said of them. */
    private record Successor(String annotation, String advice) {}

    private static final List<Successor> SUCCESSORS = List.of(
            new Successor(
                    "scheduler.alpha.kubernetes.io/critical-pod",
                    "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
            new Successor(
                    "security.alpha.kubernetes.io/sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead"),
            new Successor(
                    "security.alpha.kubernetes.io/unsafe-sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead"));

    /** Kinds of volumes that nothing mounts any more. */
    private static final Map<String, String> VOLUMES = Map.of(
            "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+",
            "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+",
            "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
            "flocker", "deprecated in v1.22, non-functional in v1.25+",
            "storageos", "deprecated in v1.22, non-functional in v1.25+",
            "quobyte", "deprecated in v1.22, non-functional in v1.25+",
            "glusterfs", "deprecated in v1.25, non-functional in v1.26+",
            "cephfs", "deprecated in v1.28, non-functional in v1.31+",
            "rbd", "deprecated in v1.28, non-functional in v1.31+");

    private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String SECCOMP_ADVICE = ": non-functional in v1.27+; use the \"seccompProfile\" field instead";

    private final List<String> warnings = new ArrayList<>();
    private final FieldPath path;
    private final FieldPath annotated;
    private final boolean isTemplate;

    private PodWarnings(FieldPath path, FieldPath annotated, boolean isTemplate) {
        this.path = path;
        this.annotated = annotated;
        this.isTemplate = isTemplate;
    }

    static List<String> pod(Pod pod) {
        List<String> warnings = new ArrayList<>();
        name(pod.name(), "the Pod's hostname", warnings);
        warnings.addAll(new PodWarnings(FieldPath.of("spec"), FieldPath.of("metadata", "annotations"), false)
                .of(pod.spec(), pod.metadata().annotations()));
        return warnings;
    }

    /** Warnings for a template of pods, and where it is. */
    static List<String> template(PodTemplateSpec template, FieldPath path) {
        return new PodWarnings(path.child("spec"), path.child("metadata").child("annotations"), true)
                .of(template.spec(), template.metadata().annotations());
    }

    /** Warnings for the template of a new workload. */
    static List<String> template(PodTemplateSpec template) {
        return template(template, FieldPath.of("spec", "template"));
    }

    /** Warnings for the template of a changed workload, which are told when what is wanted of it changed. */
    static List<String> template(PodTemplateSpec template, Struct object, Struct old) {
        return isChanged(object, old) ? template(template) : List.of();
    }

    /** Whether what is wanted of an object changed. */
    static boolean isChanged(Struct object, Struct old) {
        return DefaultStrategy.metadata(object).generation()
                != DefaultStrategy.metadata(old).generation();
    }

    /** Warnings for a new workload, whose name its pods' names begin with. */
    static List<String> workload(String name, PodTemplateSpec template) {
        List<String> warnings = new ArrayList<>();
        workloadName(name, warnings);
        warnings.addAll(template(template));
        return warnings;
    }

    /** Warns of the name of a workload that its pods' host names begin with. */
    static void workloadName(String name, List<String> warnings) {
        name(name, "Pod names and hostnames", warnings);
    }

    private static void name(String name, String use, List<String> warnings) {
        List<String> wrong = Names.dns1123Label(name);
        if (!wrong.isEmpty()) {
            warnings.add("metadata.name: this is used in " + use
                    + ", which can result in surprising behavior; a DNS label is recommended: ["
                    + String.join(" ", wrong) + "]");
        }
    }

    private List<String> of(PodSpec spec, Map<String, String> annotations) {
        PlacementWarnings placement = new PlacementWarnings(path, warnings);
        placement.nodes(spec);
        for (Successor each : SUCCESSORS) {
            if (annotations.containsKey(each.annotation())) {
                warnings.add(annotated.key(each.annotation()) + ": " + each.advice());
            }
        }
        volumes(spec);
        PathWarnings paths = new PathWarnings(warnings::add);
        spec.volumes().forEach(paths::volume);
        aliases(spec);
        pullSecrets(spec);
        ContainerWarnings.BYTES.forEach(resource -> ContainerWarnings.whole(
                warnings, spec.overhead().get(resource), path.child("overhead").key(resource)));
        if (!spec.securityContext().hasSeccompProfile() && annotations.containsKey(SECCOMP)) {
            warnings.add(annotated.key(SECCOMP) + SECCOMP_ADVICE);
        }
        new ContainerWarnings(warnings, (container, _) -> annotations(container, spec, annotations)).of(spec, path);
        if (spec.terminationGracePeriodSeconds() < 0) {
            warnings.add(path.child("terminationGracePeriodSeconds")
                    + ": must be >= 0; negative values are invalid and will be treated as 1");
        }
        placement.pods(spec.affinity());
        addresses(spec);
        return warnings;
    }

    private void annotations(Container container, PodSpec spec, Map<String, String> annotations) {
        String seccomp = SECCOMP_OF_CONTAINER + container.name();
        if (!container.securityContext().hasSeccompProfile() && annotations.containsKey(seccomp)) {
            warnings.add(annotated.key(seccomp) + SECCOMP_ADVICE);
        }
        if (isTemplate) { // of a pod they are told before its fields are made of them
            AppArmorAnnotations.warningOfTemplate(container, spec, annotations, annotated)
                    .ifPresent(warnings::add);
        }
    }

    private void addresses(PodSpec spec) {
        List<String> servers = spec.dnsConfig().nameservers();
        for (int i = 0; i < servers.size(); i++) {
            AddressWarnings.of(path.child("dnsConfig").child("nameservers").index(i), servers.get(i))
                    .ifPresent(warnings::add);
        }
        for (int i = 0; i < spec.hostAliases().size(); i++) {
            AddressWarnings.of(
                            path.child("hostAliases").index(i).child("ip"),
                            spec.hostAliases().get(i).ip())
                    .ifPresent(warnings::add);
        }
    }

    private void volumes(PodSpec spec) {
        for (int i = 0; i < spec.volumes().size(); i++) {
            FieldPath at = path.child("volumes").index(i);
            spec.volumes().get(i).struct().forEach((source, _) -> {
                String said = VOLUMES.get(source);
                if (said != null) {
                    warnings.add(at.child(source.equals("storageos") ? "storageOS" : source) + ": " + said);
                }
            });
            StorageWarnings.claimSpec(
                    spec.volumes().get(i).ephemeral().volumeClaimTemplate().spec(),
                    at.child("ephemeral").child("volumeClaimTemplate").child("spec"),
                    warnings);
        }
    }

    private void aliases(PodSpec spec) {
        if (spec.hostAliases().size() < 2) {
            return;
        }
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < spec.hostAliases().size(); i++) {
            String ip = spec.hostAliases().get(i).ip();
            if (!addresses.add(ip)) {
                warnings.add(path.child("hostAliases").index(i).child("ip") + ": duplicate ip \"" + ip + "\"");
            }
        }
    }

    private void pullSecrets(PodSpec spec) {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < spec.imagePullSecrets().size(); i++) {
            String name = spec.imagePullSecrets().get(i).name();
            if (!secrets.add(name)) {
                warnings.add(secret(i) + ": duplicate name \"" + name + "\"");
            }
        }
        for (int i = 0; i < spec.imagePullSecrets().size(); i++) {
            if (spec.imagePullSecrets().get(i).name().isEmpty()) {
                warnings.add(secret(i) + ": invalid empty name \"\"");
            }
        }
    }

    private FieldPath secret(int index) {
        return path.child("imagePullSecrets").index(index).child("name");
    }
}
