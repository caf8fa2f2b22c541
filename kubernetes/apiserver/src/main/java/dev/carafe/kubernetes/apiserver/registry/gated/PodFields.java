package dev.carafe.kubernetes.apiserver.registry.gated;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The guarded fields of pods and of what pods are made from; upstream {@code pkg/api/pod/util.go}. */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
final class PodFields {
    private static final String ALWAYS = "Always";
    private static final String CONTAINERS = "containers|initContainers|ephemeralContainers.*.";
    private static final String STATUSES = "containerStatuses|initContainerStatuses|ephemeralContainerStatuses.*.";
    private static final String PROBES = CONTAINERS + "livenessProbe|readinessProbe|startupProbe.";
    private static final String SOURCES = "volumes.*.projected.sources.*.";
    private static final FieldWay RESTART_RULES = FieldWay.parse(CONTAINERS + "restartPolicyRules");
    private static final FieldWay RESTART_POLICIES = FieldWay.parse("containers|ephemeralContainers.*.restartPolicy");
    private static final FieldWay STOP_SIGNALS = FieldWay.parse(CONTAINERS + "lifecycle.stopSignal");

    /** How init containers were written before they had a field. */
    private static final List<String> INIT_ANNOTATIONS = List.of(
            "pod.beta.kubernetes.io/init-containers",
            "pod.alpha.kubernetes.io/init-containers",
            "pod.beta.kubernetes.io/init-container-statuses",
            "pod.alpha.kubernetes.io/init-container-statuses");

    private static final List<GatedField> SPEC = List.of(
            GatedField.keptBy("PodLevelResources", List.of("resources.requests|limits.*"), "resources"),
            GatedField.of("MatchLabelKeysInPodTopologySpread", "topologySpreadConstraints.*.matchLabelKeys"),
            GatedField.of("ClusterTrustBundleProjection", SOURCES + "clusterTrustBundle"),
            GatedField.of("PodCertificateRequest", SOURCES + "podCertificate"),
            GatedField.of(
                    "AtomicWriteVolumeUserFields",
                    "volumes.*.secret|configMap|downwardAPI|projected.defaultUser",
                    "volumes.*.secret|configMap|downwardAPI.items.*.user",
                    SOURCES + "secret|configMap|downwardAPI.items.*.user",
                    SOURCES + "serviceAccountToken|clusterTrustBundle|podCertificate.user"),
            GatedField.of("GenericWorkload", "schedulingGroup"),
            GatedField.of("GRPCContainerProbeTLS", PROBES + "grpc.mode"),
            GatedField.of("EvictionRequestAPI", "evictionResponders"),
            GatedField.of("EmptyDirVolumeMode", "volumes.*.emptyDir.mode"),
            GatedField.of("VolumeBindMountOptions", CONTAINERS + "volumeMounts.*.bindMountOptions"),
            GatedField.of("EnvFiles", CONTAINERS + "env.*.valueFrom.fileKeyRef"),
            GatedField.of(
                    "H2CContainerProbe",
                    PROBES + "httpGet.protocol",
                    CONTAINERS + "lifecycle.postStart|preStop.httpGet.protocol"),
            GatedField.special("ContainerStopSignals", STOP_SIGNALS::isUsedIn, PodFields::dropStopSignals),
            GatedField.special("ContainerRestartRules", PodFields::usesRestartRules, PodFields::dropRestartRules));

    /** Of a pod as a whole. */
    static final List<GatedField> POD = Stream.concat(
                    in("").stream(),
                    Stream.of(
                                    GatedField.of(
                                            "InPlacePodLevelResourcesVerticalScaling",
                                            "resources",
                                            "allocatedResources"),
                                    GatedField.of("ResourceHealthStatus", STATUSES + "allocatedResourcesStatus"),
                                    GatedField.of(
                                            "ResourceHealthStatusMessage",
                                            STATUSES + "allocatedResourcesStatus.*.resources.*.message"),
                                    GatedField.of("ImageVolumeWithDigest", STATUSES + "volumeMounts.*.volumeStatus"),
                                    GatedField.of(
                                            "DRANodeAllocatableResources", "nodeAllocatableResourceClaimStatuses"),
                                    GatedField.of("CSIVolumeHealth", "volumeHealth"))
                            .map(field -> field.in("status")))
            .toList();

    private PodFields() {}

    /** Of what has a template of pods in a part of it, names with dots between and one at the end. */
    static List<GatedField> in(String part) {
        GatedField annotations = GatedField.special(GatedField.GONE, _ -> false, PodFields::dropInitAnnotations);
        return Stream.concat(
                        SPEC.stream().map(field -> field.in(part + "spec")),
                        Stream.of(annotations.in(part + "metadata")))
                .toList();
    }

    private static Struct dropInitAnnotations(Struct metadata) {
        Struct annotations = metadata.struct("annotations");
        if (annotations == null) {
            return metadata;
        }
        Struct left = annotations;
        for (String name : INIT_ANNOTATIONS) {
            left = left.without(name);
        }
        if (left == annotations) {
            return metadata;
        }
        return left.isEmpty() ? metadata.without("annotations") : metadata.with("annotations", left);
    }

    /** A lifecycle that said nothing but the signal goes with it. */
    private static Struct dropStopSignals(Struct spec) {
        Struct left = STOP_SIGNALS.dropFrom(spec);
        return eachContainer(left, spec, (container, before) -> {
            Struct lifecycle = container.struct("lifecycle");
            boolean emptied = lifecycle != null && lifecycle.isEmpty() && lifecycle != before.struct("lifecycle");
            return emptied ? container.without("lifecycle") : container;
        });
    }

    /** A policy of its own is also what makes an init container run on beside the others, which is older than the gate. */
    private static boolean usesRestartRules(Struct spec) {
        boolean ofInit = items(spec, "initContainers")
                .anyMatch(container -> restartsOtherwise(container)
                        || FieldWay.parse("restartPolicyRules").isUsedIn(container));
        return ofInit || items(spec, "containers").anyMatch(container -> container.string("restartPolicy") != null);
    }

    private static boolean restartsOtherwise(Struct container) {
        String policy = container.string("restartPolicy");
        return policy != null && !policy.equals(ALWAYS);
    }

    private static Struct dropRestartRules(Struct spec) {
        Struct left = RESTART_POLICIES.dropFrom(RESTART_RULES.dropFrom(spec));
        return each(
                left,
                left,
                "initContainers",
                (container, _) -> restartsOtherwise(container) ? container.without("restartPolicy") : container);
    }

    private static Stream<Struct> items(Struct spec, String list) {
        return spec.get(list) instanceof List<?> items
                ? items.stream().filter(Struct.class::isInstance).map(Struct.class::cast)
                : Stream.empty();
    }

    /** What becomes of a container, beside what it was before. */
    private interface Change {
        Struct apply(Struct container, Struct before);
    }

    private static Struct eachContainer(Struct spec, Struct before, Change change) {
        Struct changed = spec;
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            changed = each(changed, before, list, change);
        }
        return changed;
    }

    private static Struct each(Struct spec, Struct before, String list, Change change) {
        if (!(spec.get(list) instanceof List<?> now) || !(before.get(list) instanceof List<?> then)) {
            return spec;
        }
        List<Object> changed = new ArrayList<>(now.size());
        boolean differs = false;
        for (int i = 0; i < now.size(); i++) {
            Object item = now.get(i);
            Object made = item instanceof Struct container && then.get(i) instanceof Struct old
                    ? change.apply(container, old)
                    : item;
            differs |= made != item;
            changed.add(made);
        }
        return differs ? spec.with(list, List.copyOf(changed)) : spec;
    }
}
