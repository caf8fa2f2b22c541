package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointHints;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.discovery.v1.ForNode;
import dev.carafe.kubernetes.api.discovery.v1.ForZone;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of what is behind a service (pkg/apis/discovery/validation, and upstream's declarations, which are told last). */
public final class EndpointSliceValidator {
    private static final FieldPath ENDPOINTS = FieldPath.of("endpoints");
    private static final FieldPath PORTS = FieldPath.of("ports");
    private static final FieldPath TYPE = FieldPath.of("addressType");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
    private static final int ENDPOINTS_MAX = 1000;
    private static final int ADDRESSES_MAX = 100;
    private static final int PORTS_MAX = 20_000;
    private static final int HINTS_MAX = 8;

    private EndpointSliceValidator() {}

    /** Checks a slice; endpoints that are as they were in {@code old} are let be. */
    public static void slice(EndpointSlice slice, @Nullable EndpointSlice old, List<FieldError> errors) {
        ports(slice.ports(), errors);
        List<FieldError> found = new ArrayList<>();
        endpoints(slice, found);
        if (old == null || (!found.isEmpty() && !slice.endpoints().equals(old.endpoints()))) {
            errors.addAll(found);
        }
        declared(slice, old, errors);
    }

    private static void declared(EndpointSlice slice, @Nullable EndpointSlice old, List<FieldError> errors) {
        Check.requiredOneOf(errors, TYPE, slice.addressType(), TYPES);
        if (old != null && !old.addressType().equals(slice.addressType())) {
            errors.add(FieldError.invalid(TYPE, Null.NULL, Check.IMMUTABLE));
        }
        List<Endpoint> endpoints = slice.endpoints();
        for (int i = 0; i < endpoints.size(); i++) {
            FieldPath path = ENDPOINTS.index(i).child("addresses");
            int count = endpoints.get(i).addresses().size();
            if (count == 0) {
                errors.add(FieldError.required(path, ""));
            } else if (count > ADDRESSES_MAX) {
                errors.add(FieldError.tooMany(path, count, ADDRESSES_MAX));
            }
        }
    }

    private static void ports(List<EndpointPort> ports, List<FieldError> errors) {
        if (ports.size() > PORTS_MAX) {
            errors.add(FieldError.tooMany(PORTS, ports.size(), PORTS_MAX));
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            EndpointPort port = ports.get(i);
            FieldPath at = PORTS.index(i);
            if (!port.name().isEmpty()) {
                Check.rule(errors, at.child("name"), port.name(), Names.dns1123Label(port.name()));
            }
            if (!names.add(port.name())) {
                errors.add(FieldError.duplicate(at.child("name"), port.name()));
            }
            Check.oneOf(errors, at.child("protocol"), port.protocol(), PROTOCOLS);
            if (port.hasAppProtocol()) {
                Check.rule(
                        errors, at.child("appProtocol"), port.appProtocol(), Names.qualifiedName(port.appProtocol()));
            }
        }
    }

    private static void endpoints(EndpointSlice slice, List<FieldError> errors) {
        List<Endpoint> endpoints = slice.endpoints();
        if (endpoints.size() > ENDPOINTS_MAX) {
            errors.add(FieldError.tooMany(ENDPOINTS, endpoints.size(), ENDPOINTS_MAX));
            return;
        }
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            FieldPath at = ENDPOINTS.index(i);
            for (int j = 0; j < endpoint.addresses().size(); j++) {
                address(endpoint.addresses().get(j), slice.addressType(), at.child("addresses"), j, errors);
            }
            if (endpoint.hasNodeName()) {
                String node = endpoint.nodeName();
                Check.rule(errors, at.child("nodeName"), node, Names.dns1123Subdomain(node));
            }
            if (endpoint.hasHostname()) {
                String host = endpoint.hostname();
                Check.rule(errors, at.child("hostname"), host, Names.dns1123Label(host));
            }
            if (endpoint.hasHints()) {
                hints(endpoint.hints(), at.child("hints"), errors);
            }
        }
    }

    private static void address(String address, String type, FieldPath path, int index, List<FieldError> errors) {
        FieldPath at = path.index(index);
        switch (type) {
            case "IPv4" ->
                address(address, IpAddresses.strict(address), Addresses.isV4(address), type, path, at, errors);
            case "IPv6" ->
                address(address, IpAddresses.canonical(address), Addresses.isV6(address), type, path, at, errors);
            case "FQDN" -> domain(address, at, errors);
            default -> {} // told with the type itself
        }
    }

    private static void address(
            String address,
            List<String> messages,
            boolean ofType,
            String type,
            FieldPath path,
            FieldPath at,
            List<FieldError> errors) {
        Check.rule(errors, at, address, messages);
        if (!messages.isEmpty()) {
            return;
        }
        if (!ofType) {
            errors.add(FieldError.invalid(path, address, "must be an " + type + " address"));
        }
        Check.rule(errors, at, address, IpAddresses.endpoint(address));
    }

    private static void domain(String given, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, given)) {
            return;
        }
        String name = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        List<String> messages = Names.dns1123Subdomain(name);
        if (!messages.isEmpty()) {
            errors.add(FieldError.invalid(path, name, String.join(",", messages)));
            return;
        }
        String[] labels = name.split("\\.", -1);
        if (labels.length < 2) {
            errors.add(
                    FieldError.invalid(path, name, "should be a domain with at least two segments separated by dots"));
            return;
        }
        for (String label : labels) {
            messages = Names.dns1123Label(label);
            if (!messages.isEmpty()) {
                errors.add(FieldError.invalid(path, label, String.join(",", messages)));
                return;
            }
        }
    }

    private static void hints(EndpointHints hints, FieldPath path, List<FieldError> errors) {
        List<String> zones = hints.forZones().stream().map(ForZone::name).toList();
        List<String> nodes = hints.forNodes().stream().map(ForNode::name).toList();
        if (hints(zones, Names::labelValue, path.child("forZones"), errors)) {
            hints(nodes, Names::dns1123Subdomain, path.child("forNodes"), errors);
        }
    }

    /** Whether there are not too many. */
    private static boolean hints(
            List<String> names, Function<String, List<String>> rule, FieldPath path, List<FieldError> errors) {
        if (names.size() > HINTS_MAX) {
            errors.add(FieldError.tooMany(path, names.size(), HINTS_MAX));
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            FieldPath at = path.index(i).child("name");
            if (names.indexOf(names.get(i)) < i) {
                errors.add(FieldError.duplicate(at, names.get(i)));
            }
            Check.rule(errors, at, names.get(i), rule.apply(names.get(i)));
        }
        return true;
    }
}
