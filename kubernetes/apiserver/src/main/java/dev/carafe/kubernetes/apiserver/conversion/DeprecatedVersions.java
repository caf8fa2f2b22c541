package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which versions of which kinds clients are warned of in 1.37, and what they are told (k8s.io/api's APILifecycle methods,
 * k8s.io/apiserver/pkg/endpoints/deprecation). Pure.
 */
public final class DeprecatedVersions {
    /** Version, kinds, since when, until when, and the version to use instead where upstream names one. */
    private static final Map<String, String> WARNINGS = parse("""
            admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding 1.35 1.38
            admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding 1.37 1.40 v1
            certificates.k8s.io/v1beta1 ClusterTrustBundle,PodCertificateRequest 1.37 1.40 v1
            coordination.k8s.io/v1alpha2 LeaseCandidate 1.35 1.38
            coordination.k8s.io/v1beta1 LeaseCandidate 1.36 1.39
            resource.k8s.io/v1alpha3 DeviceTaintRule 1.36 1.39
            resource.k8s.io/v1beta1 DeviceClass,ResourceClaim,ResourceClaimTemplate,ResourceSlice 1.35 1.38
            resource.k8s.io/v1beta2 DeviceClass,ResourceClaim,ResourceClaimTemplate,ResourceSlice 1.36 1.39
            storagemigration.k8s.io/v1beta1 StorageVersionMigration 1.37 1.40 v1
            """);

    private DeprecatedVersions() {}

    private static Map<String, String> parse(String table) {
        Map<String, String> warnings = new LinkedHashMap<>();
        table.lines().map(line -> line.split(" ")).forEach(words -> {
            String group = words[0].substring(0, words[0].indexOf('/'));
            for (String kind : words[1].split(",")) {
                String replacement = words.length > 4 ? "; use " + group + "/" + words[4] + " " + kind : "";
                warnings.put(
                        words[0] + "/" + kind,
                        words[0] + " " + kind + " is deprecated in v" + words[2] + "+, unavailable in v" + words[3]
                                + "+" + replacement);
            }
        });
        return Map.copyOf(warnings);
    }

    /** What users of a resource in this version are warned of; empty where it is not deprecated. */
    public static String warning(ResourceDeclaration resource) {
        return WARNINGS.getOrDefault(resource.group() + "/" + resource.version() + "/" + resource.kind(), "");
    }
}
