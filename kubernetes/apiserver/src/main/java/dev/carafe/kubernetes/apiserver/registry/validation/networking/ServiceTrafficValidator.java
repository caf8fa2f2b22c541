package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Which endpoints of a service get what comes from outside and from inside, and where a balancer asks whether there are any. */
final class ServiceTrafficValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> POLICIES = List.of("Cluster", "Local");
    private static final List<String> DISTRIBUTIONS = List.of("PreferClose", "PreferSameZone", "PreferSameNode");

    private ServiceTrafficValidator() {}

    static void validate(ServiceSpec spec, List<FieldError> errors) {
        external(spec, errors);
        healthCheck(spec, errors);
        FieldPath internal = SPEC.child("internalTrafficPolicy");
        if (spec.hasInternalTrafficPolicy()) {
            Check.oneOf(errors, internal, spec.internalTrafficPolicy(), POLICIES);
        } else if (List.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.type())) {
            errors.add(FieldError.required(internal, ""));
        }
        if (spec.hasTrafficDistribution()) {
            Check.oneOf(errors, SPEC.child("trafficDistribution"), spec.trafficDistribution(), DISTRIBUTIONS);
        }
    }

    /** Whether there is a way to the service from outside of the cluster. */
    private static boolean isExternal(ServiceSpec spec) {
        return switch (spec.type()) {
            case "LoadBalancer", "NodePort" -> true;
            case "ClusterIP" -> !spec.externalIPs().isEmpty();
            default -> false;
        };
    }

    private static void external(ServiceSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("externalTrafficPolicy");
        String policy = spec.externalTrafficPolicy();
        if (isExternal(spec)) {
            Check.requiredOneOf(errors, path, policy, POLICIES);
        } else if (!policy.isEmpty()) {
            errors.add(FieldError.invalid(path, policy, "may only be set for externally-accessible services"));
        }
    }

    static boolean needsHealthCheck(ServiceSpec spec) {
        return spec.type().equals("LoadBalancer")
                && spec.externalTrafficPolicy().equals("Local");
    }

    private static void healthCheck(ServiceSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("healthCheckNodePort");
        int port = spec.healthCheckNodePort();
        if (needsHealthCheck(spec)) {
            if (port == 0) {
                errors.add(FieldError.required(path, ""));
            } else {
                Check.port(errors, path, port);
            }
        } else if (port != 0) {
            errors.add(FieldError.invalid(
                    path,
                    (long) port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }
    }
}
