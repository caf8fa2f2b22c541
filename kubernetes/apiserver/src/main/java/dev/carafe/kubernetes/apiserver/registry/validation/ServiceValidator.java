package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A service as it shall be stored: its cluster IPs and node ports are already allocated. */
public final class ServiceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final int AFFINITY_SECONDS_MAX = 86_400;

    private ServiceValidator() {}

    public static void service(ServiceSpec spec, List<FieldError> errors) {
        boolean external = spec.type().equals("ExternalName");
        boolean headless = spec.clusterIP().equals("None");
        if (spec.ports().isEmpty() && !headless && !external) {
            errors.add(FieldError.required(SPEC.child("ports"), ""));
        }
        byType(spec, external, headless, errors);
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        for (int i = 0; i < spec.ports().size(); i++) {
            ServicePort port = spec.ports().get(i);
            FieldPath at = SPEC.child("ports").index(i);
            port(port, spec.ports().size() > 1, names, at, errors);
            if (!numbers.add(port.protocol() + "/" + port.port())) {
                errors.add(FieldError.duplicate(at, port.struct()));
            }
            if (port.nodePort() != 0) {
                if (spec.type().equals("ClusterIP") || external) {
                    errors.add(FieldError.forbidden(
                            at.child("nodePort"), "may not be used when `type` is '" + spec.type() + "'"));
                } else if (!nodePorts.add(port.protocol() + "/" + port.nodePort())) {
                    errors.add(FieldError.duplicate(at, port.struct()));
                }
            }
        }
        errors.addAll(MetadataRules.labels(spec.selector(), SPEC.child("selector")));
        affinity(spec, errors);
        for (int i = 0; i < spec.externalIPs().size(); i++) {
            String ip = spec.externalIPs().get(i);
            Check.rule(errors, SPEC.child("externalIPs").index(i), ip, Values.ip(ip));
        }
        for (int i = 0; i < spec.loadBalancerSourceRanges().size(); i++) {
            String range = spec.loadBalancerSourceRanges().get(i).strip();
            Check.rule(errors, SPEC.child("loadBalancerSourceRanges").index(i), range, Values.cidr(range));
        }
        LoadBalancerValidator.balancerClass(spec, errors);
        if (!spec.externalTrafficPolicy().isEmpty()) {
            Check.oneOf(
                    errors,
                    SPEC.child("externalTrafficPolicy"),
                    spec.externalTrafficPolicy(),
                    List.of("Cluster", "Local"));
        }
        if (!external) {
            Check.requiredOneOf(
                    errors,
                    SPEC.child("internalTrafficPolicy"),
                    spec.internalTrafficPolicy(),
                    List.of("Cluster", "Local"));
        }
    }

    private static void byType(ServiceSpec spec, boolean external, boolean headless, List<FieldError> errors) {
        if (Check.present(errors, SPEC.child("type"), spec.type())) {
            Check.oneOf(errors, SPEC.child("type"), spec.type(), TYPES);
        }
        if (spec.type().equals("LoadBalancer") || spec.type().equals("NodePort")) {
            if (headless) {
                errors.add(FieldError.invalid(
                        SPEC.child("clusterIPs").index(0),
                        spec.clusterIP(),
                        "may not be set to 'None' for " + spec.type() + " services"));
            }
        }
        if (external) {
            if (!spec.clusterIPs().isEmpty()) {
                errors.add(
                        FieldError.forbidden(SPEC.child("clusterIPs"), "may not be set when `type` is 'ExternalName'"));
            }
            String name = spec.externalName();
            if (name.isEmpty()) {
                errors.add(FieldError.required(SPEC.child("externalName"), ""));
            } else {
                String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
                Check.rule(errors, SPEC.child("externalName"), plain, Names.dns1123Subdomain(plain));
            }
            return;
        }
        if (spec.clusterIPs().isEmpty() && !spec.clusterIP().isEmpty()) {
            errors.add(FieldError.required(SPEC.child("clusterIPs"), ""));
        }
        for (int i = 0; i < spec.clusterIPs().size(); i++) {
            String ip = spec.clusterIPs().get(i);
            if (!ip.equals("None")) {
                Check.rule(errors, SPEC.child("clusterIPs").index(i), ip, Values.ip(ip));
            }
        }
    }

    private static void port(
            ServicePort port, boolean nameRequired, Set<String> names, FieldPath path, List<FieldError> errors) {
        if (port.name().isEmpty()) {
            if (nameRequired) {
                errors.add(FieldError.required(path.child("name"), ""));
            }
        } else {
            Check.rule(errors, path.child("name"), port.name(), Names.dns1123Label(port.name()));
            if (!names.add(port.name())) {
                errors.add(FieldError.duplicate(path.child("name"), port.name()));
            }
        }
        Check.port(errors, path.child("port"), port.port());
        Check.requiredOneOf(errors, path.child("protocol"), port.protocol(), List.of("SCTP", "TCP", "UDP"));
        IntOrString target = port.targetPort();
        Check.portOrName(errors, path.child("targetPort"), target);
        if (!port.appProtocol().isEmpty()) {
            Check.rule(errors, path.child("appProtocol"), port.appProtocol(), Names.qualifiedName(port.appProtocol()));
        }
    }

    private static void affinity(ServiceSpec spec, List<FieldError> errors) {
        Check.requiredOneOf(errors, SPEC.child("sessionAffinity"), spec.sessionAffinity(), List.of("ClientIP", "None"));
        if (spec.sessionAffinity().equals("ClientIP")) {
            int seconds = spec.sessionAffinityConfig().clientIP().timeoutSeconds();
            if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX) {
                errors.add(FieldError.invalid(
                        SPEC.child("sessionAffinityConfig").child("clientIP").child("timeoutSeconds"),
                        (long) seconds,
                        "must be greater than 0 and less than " + AFFINITY_SECONDS_MAX));
            }
        }
    }
}
