package dev.carafe.kubernetes.apiserver.registry.gated;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which fields of which kind a gate guards; the functions of upstream's strategies that drop disabled fields. Fields of gates that are locked
 * to on are not here: nothing drops them.
 */
final class GatedFields {
    /** By group and resource, as {@code apps/deployments}. */
    static final Map<String, List<GatedField>> ALL = Map.ofEntries(
            Map.entry("/pods", PodFields.POD),
            Map.entry("/podtemplates", PodFields.in("template.")),
            Map.entry("/replicationcontrollers", PodFields.in("spec.template.")),
            Map.entry("apps/daemonsets", PodFields.in("spec.template.")),
            Map.entry("apps/deployments", withTemplate(terminatingReplicas())),
            Map.entry("apps/replicasets", withTemplate(terminatingReplicas())),
            Map.entry(
                    "apps/statefulsets",
                    withTemplate(GatedField.of(
                            "MaxUnavailableStatefulSet", "spec.updateStrategy.rollingUpdate.maxUnavailable"))),
            Map.entry("batch/jobs", withTemplate(GatedField.of("WorkloadWithJob", "spec.scheduling"))),
            Map.entry(
                    "batch/cronjobs",
                    Stream.concat(
                                    PodFields.in("spec.jobTemplate.spec.template.").stream(),
                                    Stream.of(GatedField.of("WorkloadWithJob", "spec.jobTemplate.spec.scheduling")))
                            .toList()),
            Map.entry(
                    "/nodes",
                    List.of(
                            GatedField.of("InPlacePodVerticalScalingSchedulerPreemption", "spec.podPreemptionPolicy"),
                            GatedField.of("KubeletInUserNamespace", "status.nodeInfo.runningInUserNamespace")
                                    .onlyAtUpdate(),
                            GatedField.of(GatedField.GONE, "spec.configSource"),
                            GatedField.of(GatedField.GONE, "status.config").onlyAtUpdate())),
            Map.entry(
                    "/persistentvolumeclaims",
                    List.of(
                            GatedField.special(
                                            "CrossNamespaceVolumeDataSource",
                                            spec -> spec.struct("dataSourceRef") != null,
                                            GatedFields::dropSourceElsewhere)
                                    .in("spec"),
                            GatedField.of("CSIVolumeHealth", "status.healthStatus"))),
            Map.entry("storage.k8s.io/csinodes", List.of(GatedField.of("CSIVolumeHealth", "status.storageHealth"))),
            Map.entry(
                    "storage.k8s.io/csidrivers",
                    List.of(GatedField.of("VolumeLimitScaling", "spec.preventPodSchedulingIfMissing"))),
            Map.entry(
                    "coordination.k8s.io/leases",
                    List.of(
                            GatedField.of("CoordinatedLeaderElection", "spec.strategy"),
                            GatedField.of("CoordinatedLeaderElection", "spec.preferredHolder"))),
            Map.entry(
                    "apiextensions.k8s.io/customresourcedefinitions",
                    List.of(GatedField.of(
                            "CRDObservedGenerationTracking",
                            "status.observedGeneration",
                            "status.conditions.*.observedGeneration"))),
            Map.entry("resource.k8s.io/resourceclaims", DeviceFields.CLAIM),
            Map.entry("resource.k8s.io/resourceclaimtemplates", DeviceFields.CLAIM_TEMPLATE),
            Map.entry(
                    "resource.k8s.io/resourcepoolstatusrequests",
                    List.of(GatedField.of("DRAPartitionableDevicesType", "spec.defaultPartitionTypeAttribute"))),
            Map.entry("resource.k8s.io/resourceslices", DeviceFields.SLICE));

    private GatedFields() {}

    private static GatedField terminatingReplicas() {
        return GatedField.of("DeploymentReplicaSetTerminatingReplicas", "status.terminatingReplicas");
    }

    private static List<GatedField> withTemplate(GatedField own) {
        return Stream.concat(PodFields.in("spec.template.").stream(), Stream.of(own))
                .toList();
    }

    /** A source in the claim's own namespace is nothing new. */
    private static Struct dropSourceElsewhere(Struct spec) {
        Struct source = spec.struct("dataSourceRef");
        String namespace = source == null ? null : source.string("namespace");
        return namespace == null || namespace.isEmpty() ? spec : spec.without("dataSourceRef");
    }
}
