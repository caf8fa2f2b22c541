package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/**
 * What of a service may change. It may get and give up a second address and family, but the first ones stay, unless it is or becomes an
 * alias of another name. Source: {@code ValidateServiceUpdate} of pkg/apis/core/validation.
 */
public final class ServiceUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath IPS = SPEC.child("clusterIPs");
    private static final FieldPath FAMILIES = SPEC.child("ipFamilies");
    private static final String ONCE = "may not change once set";

    private ServiceUpdateValidator() {}

    /** The addresses and ports of both are allocated. */
    public static void validate(ServiceSpec spec, ServiceSpec old, List<FieldError> errors) {
        if (!spec.type().equals("ExternalName") && !old.type().equals("ExternalName")) {
            if (!ServiceValidator.isHeadless(spec) || !ServiceValidator.isHeadless(old)) {
                addresses(spec, old, errors);
            }
            if (!ServiceValidator.isHeadless(spec) && !ServiceValidator.isHeadless(old)) {
                families(spec, old, errors);
            }
        }
        if (spec.type().equals("LoadBalancer")
                && old.type().equals("LoadBalancer")
                && (spec.hasLoadBalancerClass() != old.hasLoadBalancerClass()
                        || !spec.loadBalancerClass().equals(old.loadBalancerClass()))) {
            Object shown = spec.hasLoadBalancerClass() ? spec.loadBalancerClass() : Null.NULL;
            errors.add(FieldError.invalid(SPEC.child("loadBalancerClass"), shown, ONCE));
        }
        if (ServiceTrafficValidator.needsHealthCheck(spec)
                && ServiceTrafficValidator.needsHealthCheck(old)
                && spec.healthCheckNodePort() != old.healthCheckNodePort()) {
            errors.add(FieldError.forbidden(SPEC.child("healthCheckNodePort"), Check.IMMUTABLE));
        }
    }

    private static void addresses(ServiceSpec spec, ServiceSpec old, List<FieldError> errors) {
        List<String> now = spec.clusterIPs();
        List<String> before = old.clusterIPs();
        if (now.size() == before.size()) {
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).equals(before.get(i))) {
                    errors.add(FieldError.invalid(IPS.index(i), now, ONCE));
                }
            }
            return;
        }
        if (now.isEmpty()) {
            errors.add(FieldError.invalid(IPS.index(0), Null.NULL, "primary clusterIP can not be unset"));
        } else if (!before.isEmpty() && !now.getFirst().equals(before.getFirst())) {
            errors.add(FieldError.invalid(IPS.index(0), now, ONCE));
        }
        if (now.size() == 1 && before.size() > 1) {
            single(spec, "clusterIP", errors);
        }
    }

    private static void families(ServiceSpec spec, ServiceSpec old, List<FieldError> errors) {
        List<String> now = spec.ipFamilies();
        List<String> before = old.ipFamilies();
        if (now.size() == before.size()) {
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).equals(before.get(i))) {
                    errors.add(FieldError.invalid(FAMILIES.index(0), now, ONCE));
                }
            }
            return;
        }
        if (now.size() < before.size() && spec.clusterIPs().isEmpty()) {
            errors.add(FieldError.invalid(
                    FAMILIES.index(0), now.isEmpty() ? Null.NULL : now, "primary ipFamily can not be unset"));
        }
        if (!now.isEmpty() && !before.isEmpty() && !now.getFirst().equals(before.getFirst())) {
            errors.add(FieldError.invalid(FAMILIES.index(0), spec.clusterIPs(), ONCE)); // upstream shows these
        }
        if (now.size() == 1 && before.size() > 1) {
            single(spec, "ipFamily", errors);
        }
    }

    /** Who gives up the second one says so. */
    private static void single(ServiceSpec spec, String what, List<FieldError> errors) {
        if (!spec.ipFamilyPolicy().equals("SingleStack")) {
            Object shown = spec.hasIpFamilyPolicy() ? spec.ipFamilyPolicy() : Null.NULL;
            errors.add(FieldError.invalid(
                    SPEC.child("ipFamilyPolicy"),
                    shown,
                    "must be set to 'SingleStack' when releasing the secondary " + what));
        }
    }
}
