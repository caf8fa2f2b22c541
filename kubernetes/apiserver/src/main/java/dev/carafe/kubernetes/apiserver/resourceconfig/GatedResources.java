package dev.carafe.kubernetes.apiserver.resourceconfig;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import java.util.Map;

/** Built-in resources that are served only while a feature is on (the storage providers of pkg/registry). */
public final class GatedResources {
    /** The feature of a group and resource, in all versions. */
    private static final Map<String, String> FEATURES = Map.of(
            "certificates.k8s.io/clustertrustbundles", "ClusterTrustBundle",
            "certificates.k8s.io/podcertificaterequests", "PodCertificateRequest",
            "lifecycle.k8s.io/evictionrequests", "EvictionRequestAPI",
            "lifecycle.k8s.io/evictions", "EvictionRequestAPI",
            "scheduling.k8s.io/compositepodgroups", "CompositePodGroup",
            "scheduling.k8s.io/podgroups", "GenericWorkload",
            "scheduling.k8s.io/workloads", "GenericWorkload",
            "storagemigration.k8s.io/storageversionmigrations", "StorageVersionMigrator");

    private GatedResources() {}

    /** Whether the features let a resource or subresource be served. */
    public static boolean serves(ResourceDeclaration row, FeatureGate features) {
        String feature = FEATURES.get(row.group() + "/" + row.name().split("/", 2)[0]);
        return feature == null || features.isEnabled(feature);
    }
}
