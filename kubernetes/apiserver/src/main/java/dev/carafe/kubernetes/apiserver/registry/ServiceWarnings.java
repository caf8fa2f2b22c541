package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import java.util.ArrayList;
import java.util.List;

/** What clients are warned of in services: fields that are ignored or have a successor (pkg/api/service/warnings.go). */
final class ServiceWarnings {
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";

    private ServiceWarnings() {}

    static List<String> of(Service service) {
        List<String> warnings = new ArrayList<>();
        ServiceSpec spec = service.spec();
        boolean isExternal = spec.type().equals("ExternalName");
        boolean isHeadless = spec.type().equals("ClusterIP") && spec.clusterIP().equals("None");
        boolean hasAddresses = !spec.externalIPs().isEmpty();
        if (service.metadata().annotations().containsKey(HINTS)) {
            warnings.add(
                    "annotation " + HINTS + " is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        if (isHeadless) {
            ignoredOfHeadless(spec, warnings);
        }
        if (hasAddresses && !isHeadless && !isExternal) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (isExternal && hasAddresses) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!isExternal && !spec.externalName().isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.trafficDistribution().equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }

    private static void ignoredOfHeadless(ServiceSpec spec, List<String> warnings) {
        if (!spec.loadBalancerIP().isEmpty()) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (!spec.externalIPs().isEmpty()) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (!spec.sessionAffinity().equals("None")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
    }
}
