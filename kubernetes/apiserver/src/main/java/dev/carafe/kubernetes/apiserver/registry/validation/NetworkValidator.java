package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.networking.v1.IngressBackend;
import dev.carafe.kubernetes.api.networking.v1.IngressSpec;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicySpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Null;
import java.util.List;

/** What is behind services and in front of them, and who may talk to whom. */
public final class NetworkValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int ENDPOINTS_MAX = 1000;
    private static final int ADDRESSES_MAX = 100;

    private NetworkValidator() {}

    public static void endpoints(Endpoints endpoints, List<FieldError> errors) {
        for (int i = 0; i < endpoints.subsets().size(); i++) {
            var subset = endpoints.subsets().get(i);
            FieldPath at = FieldPath.of("subsets").index(i);
            if (subset.addresses().isEmpty() && subset.notReadyAddresses().isEmpty()) {
                errors.add(FieldError.required(at, "must specify `addresses` or `notReadyAddresses`"));
            }
            for (int j = 0; j < subset.addresses().size(); j++) {
                String ip = subset.addresses().get(j).ip();
                Check.rule(errors, at.child("addresses").index(j).child("ip"), ip, Values.ip(ip));
            }
            for (int j = 0; j < subset.notReadyAddresses().size(); j++) {
                String ip = subset.notReadyAddresses().get(j).ip();
                Check.rule(errors, at.child("notReadyAddresses").index(j).child("ip"), ip, Values.ip(ip));
            }
            for (int j = 0; j < subset.ports().size(); j++) {
                var port = subset.ports().get(j);
                FieldPath where = at.child("ports").index(j);
                if (port.name().isEmpty() && subset.ports().size() > 1) {
                    errors.add(FieldError.required(where.child("name"), ""));
                } else if (!port.name().isEmpty()) {
                    Check.rule(errors, where.child("name"), port.name(), Names.dns1123Label(port.name()));
                }
                Check.port(errors, where.child("port"), port.port());
            }
        }
    }

    public static void endpointSlice(EndpointSlice slice, List<FieldError> errors) {
        Check.requiredOneOf(errors, FieldPath.of("addressType"), slice.addressType(), List.of("FQDN", "IPv4", "IPv6"));
        if (slice.endpoints().size() > ENDPOINTS_MAX) {
            errors.add(FieldError.tooMany(
                    FieldPath.of("endpoints"), slice.endpoints().size(), ENDPOINTS_MAX));
        }
        for (int i = 0; i < slice.endpoints().size(); i++) {
            Endpoint endpoint = slice.endpoints().get(i);
            FieldPath path = FieldPath.of("endpoints").index(i).child("addresses");
            List<String> addresses = endpoint.addresses();
            if (addresses.isEmpty()) {
                errors.add(FieldError.required(path, "must contain at least 1 address"));
            } else if (addresses.size() > ADDRESSES_MAX) {
                errors.add(FieldError.tooMany(path, addresses.size(), ADDRESSES_MAX));
            }
            for (int j = 0; j < addresses.size(); j++) {
                address(addresses.get(j), slice.addressType(), path.index(j), errors);
            }
        }
    }

    private static void address(String address, String type, FieldPath path, List<FieldError> errors) {
        switch (type) {
            case "IPv4" -> {
                if (!Addresses.isV4(address)) {
                    errors.add(FieldError.invalid(path, address, "must be a valid IPv4 address"));
                }
            }
            case "IPv6" -> {
                if (!Addresses.isV6(address)) {
                    errors.add(FieldError.invalid(path, address, "must be a valid IPv6 address"));
                }
            }
            default -> Check.rule(errors, path, address, Names.dns1123Subdomain(address));
        }
    }

    public static void ingress(IngressSpec spec, List<FieldError> errors) {
        if (spec.rules().isEmpty() && !spec.hasDefaultBackend()) {
            errors.add(FieldError.invalid(SPEC, Null.NULL, "either `defaultBackend` or `rules` must be specified"));
        }
        if (spec.hasDefaultBackend()) {
            backend(spec.defaultBackend(), SPEC.child("defaultBackend"), errors);
        }
        for (int i = 0; i < spec.rules().size(); i++) {
            var rule = spec.rules().get(i);
            FieldPath at = SPEC.child("rules").index(i);
            if (!rule.host().isEmpty()) {
                String host = rule.host().startsWith("*.") ? rule.host().substring(2) : rule.host();
                Check.rule(errors, at.child("host"), rule.host(), Names.dns1123Subdomain(host));
            }
            if (rule.hasHttp() && rule.http().paths().isEmpty()) {
                errors.add(FieldError.required(at.child("http").child("paths"), ""));
            }
            for (int j = 0; j < rule.http().paths().size(); j++) {
                var path = rule.http().paths().get(j);
                FieldPath where = at.child("http").child("paths").index(j);
                if (path.pathType().isEmpty()) {
                    errors.add(FieldError.required(where.child("pathType"), "pathType must be specified"));
                } else {
                    Check.oneOf(
                            errors,
                            where.child("pathType"),
                            path.pathType(),
                            List.of("Exact", "ImplementationSpecific", "Prefix"));
                }
                boolean absolute = path.path().startsWith("/");
                if (!absolute && !(path.path().isEmpty() && path.pathType().equals("ImplementationSpecific"))) {
                    errors.add(FieldError.invalid(where.child("path"), path.path(), "must be an absolute path"));
                }
                backend(path.backend(), where.child("backend"), errors);
            }
        }
    }

    private static void backend(IngressBackend backend, FieldPath path, List<FieldError> errors) {
        if (backend.hasResource() == backend.hasService()) {
            errors.add(
                    backend.hasService()
                            ? FieldError.invalid(path, "", "cannot set both resource and service backends")
                            : FieldError.required(path, "resource or service backend is required"));
            return;
        }
        if (backend.hasService()) {
            Check.present(
                    errors,
                    path.child("service").child("name"),
                    backend.service().name());
            var port = backend.service().port();
            if (port.name().isEmpty() && port.number() == 0) {
                errors.add(FieldError.required(path, "port name or number is required"));
            } else if (port.number() != 0) {
                Check.port(errors, path.child("service").child("port").child("number"), port.number());
            }
        }
    }

    public static void networkPolicy(NetworkPolicySpec spec, List<FieldError> errors) {
        LabelSelectorValidator.validate(spec.podSelector(), SPEC.child("podSelector"), errors);
        if (spec.policyTypes().size() > 2) {
            errors.add(FieldError.invalid(
                    SPEC.child("policyTypes"), spec.policyTypes(), "may not specify more than two policyTypes"));
        }
        for (int i = 0; i < spec.policyTypes().size(); i++) {
            Check.oneOf(
                    errors,
                    SPEC.child("policyTypes").index(i),
                    spec.policyTypes().get(i),
                    List.of("Egress", "Ingress"));
        }
    }
}
