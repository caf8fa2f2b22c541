package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.TypedLocalObjectReference;
import dev.carafe.kubernetes.api.networking.v1.HTTPIngressPath;
import dev.carafe.kubernetes.api.networking.v1.Ingress;
import dev.carafe.kubernetes.api.networking.v1.IngressBackend;
import dev.carafe.kubernetes.api.networking.v1.IngressRule;
import dev.carafe.kubernetes.api.networking.v1.IngressServiceBackend;
import dev.carafe.kubernetes.api.networking.v1.IngressSpec;
import dev.carafe.kubernetes.api.networking.v1.IngressTLS;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in front of services (pkg/apis/networking/validation). */
public final class IngressValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> NOT_WITHIN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> NOT_AFTER_PATHS = List.of("/..", "/.");

    private IngressValidator() {}

    /** Checks a specification; what was wrong in {@code old} in two of its parts is let pass. */
    public static void spec(IngressSpec spec, @Nullable IngressSpec old, List<FieldError> errors) {
        if (spec.rules().isEmpty() && !spec.hasDefaultBackend()) {
            errors.add(FieldError.invalid(
                    SPEC,
                    spec.hasRules() ? List.of() : Null.NULL,
                    "either `defaultBackend` or `rules` must be specified"));
        }
        if (spec.hasDefaultBackend()) {
            backend(spec.defaultBackend(), SPEC.child("defaultBackend"), errors);
        }
        boolean wildcardsWrong = old != null && hasWrongWildcard(old);
        for (int i = 0; i < spec.rules().size(); i++) {
            IngressRule rule = spec.rules().get(i);
            FieldPath at = SPEC.child("rules").index(i);
            host(rule.host(), at.child("host"), errors);
            if (!wildcardsWrong || !rule.host().contains("*")) {
                paths(rule, at.child("http").child("paths"), errors);
            }
        }
        boolean secretsWrong = old != null
                && old.tls().stream().anyMatch(tls -> !secretName(tls).isEmpty());
        for (int i = 0; i < spec.tls().size(); i++) {
            tls(spec.tls().get(i), secretsWrong, SPEC.child("tls").index(i), errors);
        }
        if (spec.hasIngressClassName()) {
            String name = spec.ingressClassName();
            Check.rule(errors, SPEC.child("ingressClassName"), name, Names.dns1123Subdomain(name));
        }
    }

    /** What is asked of a new one alone: that its older annotation and its field name one class. */
    public static void className(Ingress ingress, List<FieldError> errors) {
        String annotated = ingress.metadata().annotations().get(CLASS_ANNOTATION);
        if (annotated != null
                && ingress.spec().hasIngressClassName()
                && !annotated.equals(ingress.spec().ingressClassName())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("annotations", CLASS_ANNOTATION),
                    annotated,
                    "must match `ingressClassName` when both are specified"));
        }
    }

    private static boolean hasWrongWildcard(IngressSpec spec) {
        List<FieldError> found = new ArrayList<>();
        spec.rules().stream().filter(rule -> rule.host().contains("*")).forEach(rule -> paths(rule, SPEC, found));
        return !found.isEmpty();
    }

    private static void host(String host, FieldPath path, List<FieldError> errors) {
        if (host.isEmpty()) {
            return;
        }
        if (IpAddresses.read(host).isPresent()) {
            errors.add(FieldError.invalid(path, host, "must be a DNS name, not an IP address"));
        }
        Check.rule(errors, path, host, domain(host));
    }

    private static List<String> domain(String host) {
        return host.contains("*") ? Names.wildcardSubdomain(host) : Names.dns1123Subdomain(host);
    }

    private static void tls(IngressTLS tls, boolean anySecret, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < tls.hosts().size(); i++) {
            String host = tls.hosts().get(i);
            Check.rule(errors, path.child("hosts").index(i), host, domain(host));
        }
        if (!anySecret) {
            Check.rule(errors, path.child("secretName"), tls.secretName(), secretName(tls));
        }
    }

    private static List<String> secretName(IngressTLS tls) {
        return tls.secretName().isEmpty() ? List.of() : Names.dns1123Subdomain(tls.secretName());
    }

    private static void paths(IngressRule rule, FieldPath path, List<FieldError> errors) {
        if (!rule.hasHttp()) {
            return;
        }
        List<HTTPIngressPath> paths = rule.http().paths();
        if (paths.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).hasPathType()) {
                path(paths.get(i), path.index(i).child("path"), path.index(i).child("pathType"), errors);
                backend(paths.get(i).backend(), path.index(i).child("backend"), errors);
            } else {
                errors.add(FieldError.required(path.index(i).child("pathType"), "pathType must be specified"));
            }
        }
    }

    private static void path(HTTPIngressPath given, FieldPath at, FieldPath type, List<FieldError> errors) {
        String path = given.path();
        boolean any = given.pathType().equals("ImplementationSpecific");
        if (!PATH_TYPES.contains(given.pathType())) {
            Check.oneOf(errors, type, given.pathType(), PATH_TYPES);
            return;
        }
        if (!path.startsWith("/") && !(any && path.isEmpty())) {
            errors.add(FieldError.invalid(at, path, "must be an absolute path"));
        }
        if (any) {
            return;
        }
        for (String part : NOT_WITHIN_PATHS) {
            if (path.contains(part)) {
                errors.add(FieldError.invalid(at, path, "must not contain '" + part + "'"));
            }
        }
        for (String end : NOT_AFTER_PATHS) {
            if (path.endsWith(end)) {
                errors.add(FieldError.invalid(at, path, "cannot end with '" + end + "'"));
            }
        }
    }

    private static void backend(IngressBackend backend, FieldPath path, List<FieldError> errors) {
        if (backend.hasResource() && backend.hasService()) {
            errors.add(FieldError.invalid(path, "", "cannot set both resource and service backends"));
        } else if (backend.hasResource()) {
            resource(backend.resource(), path.child("resource"), errors);
        } else if (backend.hasService()) {
            service(backend.service(), path, errors);
        } else {
            errors.add(FieldError.invalid(path, "", "resource or service backend is required"));
        }
    }

    private static void resource(TypedLocalObjectReference resource, FieldPath path, List<FieldError> errors) {
        if (resource.hasApiGroup()) {
            Check.rule(
                    errors, path.child("apiGroup"), resource.apiGroup(), Names.dns1123Subdomain(resource.apiGroup()));
        }
        Check.requiredSegment(errors, path.child("kind"), resource.kind());
        Check.requiredSegment(errors, path.child("name"), resource.name());
    }

    private static void service(IngressServiceBackend service, FieldPath path, List<FieldError> errors) {
        FieldPath at = path.child("service");
        if (Check.present(errors, at.child("name"), service.name())) {
            Check.rule(errors, at.child("name"), service.name(), Names.dns1123Label(service.name()));
        }
        String name = service.port().name();
        int number = service.port().number();
        if (!name.isEmpty() && number != 0) {
            errors.add(FieldError.invalid(path, "", "cannot set both port name & port number"));
        } else if (!name.isEmpty()) {
            Check.rule(errors, at.child("port").child("name"), name, Values.portName(name));
        } else if (number != 0) {
            Check.port(errors, at.child("port").child("number"), number);
        } else {
            errors.add(FieldError.required(path, "port name or number is required"));
        }
    }
}
