package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.core.v1.SessionAffinityConfig;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import dev.carafe.kubernetes.apiserver.registry.validation.LegacyAddresses;
import java.util.List;
import java.util.Map;

/**
 * A service as it shall be stored: its cluster IPs and node ports are already allocated (pkg/apis/core/validation). What an old service
 * had may be malformed: it was let in when rules were looser.
 */
public final class ServiceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final int AFFINITY_SECONDS_MAX = 86_400;
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
    private static final String MODE = "service.kubernetes.io/topology-mode";

    private ServiceValidator() {}

    /**
     * Checks a service.
     *
     * @param old what the service was before; of a new one, one without a specification
     */
    public static void service(Service service, Service old, List<FieldError> errors) {
        ServiceSpec spec = service.spec();
        topology(service.metadata().annotations(), errors);
        if (spec.ports().isEmpty() && !isHeadless(spec) && !isExternalName(spec)) {
            errors.add(FieldError.required(SPEC.child("ports"), ""));
        }
        addressesOfType(spec, errors);
        ServicePortsValidator.each(spec.ports(), errors);
        errors.addAll(MetadataRules.labels(spec.selector(), SPEC.child("selector")));
        affinity(spec, errors);
        ClusterIpsValidator.validate(spec, old.spec().clusterIPs(), errors);
        externalAddresses(spec.externalIPs(), old.spec().externalIPs(), errors);
        Check.requiredOneOf(errors, SPEC.child("type"), spec.type(), TYPES);
        ServicePortsValidator.numbers(spec, errors);
        LoadBalancerValidator.sources(service, old, errors);
        LoadBalancerValidator.nodePorts(spec, errors);
        LoadBalancerValidator.balancerClass(spec, errors);
        ServiceTrafficValidator.validate(spec, errors);
    }

    static boolean isHeadless(ServiceSpec spec) {
        return spec.clusterIPs().equals(List.of("None"));
    }

    static boolean isExternalName(ServiceSpec spec) {
        return spec.type().equals("ExternalName");
    }

    private static void topology(Map<String, String> annotations, List<FieldError> errors) {
        String mode = annotations.get(MODE);
        if (mode != null && !mode.equals(annotations.getOrDefault(HINTS, mode))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "annotations").key(MODE),
                    mode,
                    "must match annotations[" + HINTS + "] when both are specified"));
        }
    }

    private static void addressesOfType(ServiceSpec spec, List<FieldError> errors) {
        switch (spec.type()) {
            case "LoadBalancer", "NodePort" -> {
                if (isHeadless(spec)) {
                    errors.add(FieldError.invalid(
                            SPEC.child("clusterIPs").index(0),
                            "None",
                            "may not be set to 'None' for " + spec.type() + " services"));
                }
            }
            case "ExternalName" -> externalName(spec, errors);
            default -> {} // one of no such type is refused for that
        }
    }

    private static void externalName(ServiceSpec spec, List<FieldError> errors) {
        String none = "may not be set for ExternalName services";
        if (!spec.clusterIPs().isEmpty()) {
            errors.add(FieldError.forbidden(SPEC.child("clusterIPs"), none));
        }
        if (!spec.ipFamilies().isEmpty()) {
            errors.add(FieldError.forbidden(SPEC.child("ipFamilies"), none));
        }
        if (spec.hasIpFamilyPolicy()) {
            errors.add(FieldError.forbidden(SPEC.child("ipFamilyPolicy"), none));
        }
        String name = spec.externalName();
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (Check.present(errors, SPEC.child("externalName"), plain)) {
            Check.rule(errors, SPEC.child("externalName"), plain, Names.dns1123Subdomain(plain));
        }
    }

    private static void affinity(ServiceSpec spec, List<FieldError> errors) {
        Check.requiredOneOf(errors, SPEC.child("sessionAffinity"), spec.sessionAffinity(), List.of("ClientIP", "None"));
        FieldPath path = SPEC.child("sessionAffinityConfig");
        switch (spec.sessionAffinity()) {
            case "ClientIP" -> byClient(spec.sessionAffinityConfig(), path, errors);
            case "None" -> {
                if (spec.hasSessionAffinityConfig()) {
                    errors.add(FieldError.forbidden(path, "must not be set when session affinity is None"));
                }
            }
            default -> {} // refused already
        }
    }

    private static void byClient(SessionAffinityConfig config, FieldPath path, List<FieldError> errors) {
        FieldPath timeout = path.child("clientIP").child("timeoutSeconds");
        if (!config.clientIP().hasTimeoutSeconds()) {
            errors.add(FieldError.required(timeout, "when session affinity type is ClientIP"));
            return;
        }
        int seconds = config.clientIP().timeoutSeconds();
        if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX) {
            errors.add(FieldError.invalid(
                    timeout, (long) seconds, "must be greater than 0 and less than " + AFFINITY_SECONDS_MAX));
        }
    }

    private static void externalAddresses(List<String> addresses, List<String> old, List<FieldError> errors) {
        for (int i = 0; i < addresses.size(); i++) {
            FieldPath at = SPEC.child("externalIPs").index(i);
            List<String> malformed = LegacyAddresses.address(addresses.get(i), old);
            Check.rule(errors, at, addresses.get(i), malformed);
            if (malformed.isEmpty()) {
                Check.rule(errors, at, addresses.get(i), IpAddresses.endpoint(addresses.get(i)));
            }
        }
    }
}
