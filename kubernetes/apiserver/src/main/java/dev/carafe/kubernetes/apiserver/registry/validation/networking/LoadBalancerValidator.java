package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.LoadBalancerIngress;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.networking.v1.IngressLoadBalancerIngress;
import dev.carafe.kubernetes.api.networking.v1.IngressLoadBalancerStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpBlock;
import java.util.List;

/** Where balancers of services and ingresses are reached, and which of them a service wants (pkg/apis/core/validation). */
public final class LoadBalancerValidator {
    private static final FieldPath CLASS = FieldPath.of("spec", "loadBalancerClass");
    private static final FieldPath SOURCES = FieldPath.of("spec", "LoadBalancerSourceRanges"); // upstream's spelling
    private static final String SOURCES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static final String BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";
    private static final FieldPath INGRESS = FieldPath.of("status", "loadBalancer", "ingress");

    private LoadBalancerValidator() {}

    /** Only a service that wants a balancer says of which class. */
    static void balancerClass(ServiceSpec spec, List<FieldError> errors) {
        if (!spec.hasLoadBalancerClass()) {
            return;
        }
        if (isBalanced(spec)) {
            Check.rule(errors, CLASS, spec.loadBalancerClass(), Names.qualifiedName(spec.loadBalancerClass()));
        } else {
            errors.add(FieldError.forbidden(CLASS, BALANCER_ONLY));
        }
    }

    /** Checks whom a balancer lets in, which may be told by an annotation too. */
    static void sources(Service service, Service old, List<FieldError> errors) {
        List<String> ranges = service.spec().loadBalancerSourceRanges();
        if (!ranges.isEmpty()) {
            balancerOnly(service.spec(), SOURCES, errors);
            List<String> known = old.spec().loadBalancerSourceRanges().stream()
                    .map(String::strip)
                    .toList();
            for (int i = 0; i < ranges.size(); i++) {
                String range = ranges.get(i).strip();
                Check.rule(errors, SOURCES.index(i), range, IpBlock.strictUnlessOld(range, known));
            }
            return;
        }
        String annotation = service.metadata().annotations().get(SOURCES_ANNOTATION);
        if (annotation == null) {
            return;
        }
        FieldPath path = FieldPath.of("metadata", "annotations").key(SOURCES_ANNOTATION);
        balancerOnly(service.spec(), path, errors);
        if (!annotation.isBlank()
                && !annotation.equals(old.metadata().annotations().get(SOURCES_ANNOTATION))) {
            for (String part : annotation.split(",", -1)) {
                Check.rule(errors, path, part.strip(), IpBlock.strict(part.strip()));
            }
        }
    }

    private static void balancerOnly(ServiceSpec spec, FieldPath path, List<FieldError> errors) {
        if (!isBalanced(spec)) {
            errors.add(FieldError.forbidden(path, BALANCER_ONLY));
        }
    }

    private static boolean isBalanced(ServiceSpec spec) {
        return spec.type().equals("LoadBalancer");
    }

    /** Checks whether a service says if its balancer needs node ports. */
    static void nodePorts(ServiceSpec spec, List<FieldError> errors) {
        if (spec.hasAllocateLoadBalancerNodePorts()) {
            balancerOnly(spec, FieldPath.of("spec", "allocateLoadBalancerNodePorts"), errors);
        } else if (isBalanced(spec)) {
            errors.add(FieldError.required(FieldPath.of("allocateLoadBalancerNodePorts"), "")); // upstream's path
        }
    }

    /** Addresses that the old status has too are let pass. */
    public static void serviceStatus(Service service, Service old, List<FieldError> errors) {
        List<LoadBalancerIngress> points = service.status().loadBalancer().ingress();
        if (!service.spec().type().equals("LoadBalancer")) {
            if (!points.isEmpty()) {
                errors.add(FieldError.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'"));
            }
            return;
        }
        List<String> known = old.status().loadBalancer().ingress().stream()
                .map(LoadBalancerIngress::ip)
                .toList();
        for (int i = 0; i < points.size(); i++) {
            LoadBalancerIngress point = points.get(i);
            FieldPath at = INGRESS.index(i);
            address(point.ip(), known, at, errors);
            mode(point, at.child("ipMode"), errors);
            hostname(point.hostname(), at, errors);
        }
    }

    private static void mode(LoadBalancerIngress point, FieldPath path, List<FieldError> errors) {
        if (!point.hasIpMode()) {
            if (!point.ip().isEmpty()) {
                errors.add(FieldError.required(path, "must be specified when `ip` is set"));
            }
        } else if (point.ip().isEmpty()) {
            errors.add(FieldError.forbidden(path, "may not be specified when `ip` is not set"));
        } else {
            Check.oneOf(errors, path, point.ipMode(), List.of("Proxy", "VIP"));
        }
    }

    public static void ingressStatus(
            IngressLoadBalancerStatus status, IngressLoadBalancerStatus old, List<FieldError> errors) {
        List<String> known =
                old.ingress().stream().map(IngressLoadBalancerIngress::ip).toList();
        for (int i = 0; i < status.ingress().size(); i++) {
            IngressLoadBalancerIngress point = status.ingress().get(i);
            address(point.ip(), known, INGRESS.index(i), errors);
            hostname(point.hostname(), INGRESS.index(i), errors);
        }
    }

    private static void address(String ip, List<String> known, FieldPath at, List<FieldError> errors) {
        if (!ip.isEmpty() && !known.contains(ip)) {
            Check.rule(errors, at.child("ip"), ip, Values.ip(ip));
        }
    }

    private static void hostname(String name, FieldPath at, List<FieldError> errors) {
        if (!name.isEmpty()) {
            Check.rule(errors, at.child("hostname"), name, Names.dns1123Subdomain(name));
            if (Addresses.isAddress(name)) {
                errors.add(FieldError.invalid(at.child("hostname"), name, "must be a DNS name, not an IP address"));
            }
        }
    }
}
