package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointPort;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.util.List;

/** What is behind a service, in its older form (pkg/apis/core/validation). */
public final class EndpointsValidator {
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private EndpointsValidator() {}

    public static void endpoints(Endpoints endpoints, List<FieldError> errors) {
        for (int i = 0; i < endpoints.subsets().size(); i++) {
            subset(endpoints.subsets().get(i), FieldPath.of("subsets").index(i), errors);
        }
    }

    private static void subset(EndpointSubset subset, FieldPath path, List<FieldError> errors) {
        if (subset.addresses().isEmpty() && subset.notReadyAddresses().isEmpty()) {
            errors.add(FieldError.required(path, "must specify `addresses` or `notReadyAddresses`"));
        }
        addresses(subset.addresses(), path.child("addresses"), errors);
        addresses(subset.notReadyAddresses(), path.child("notReadyAddresses"), errors);
        List<EndpointPort> ports = subset.ports();
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), ports.size() > 1, path.child("ports").index(i), errors);
        }
    }

    private static void addresses(List<EndpointAddress> addresses, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < addresses.size(); i++) {
            EndpointAddress address = addresses.get(i);
            FieldPath at = path.index(i);
            Check.rule(errors, at.child("ip"), address.ip(), IpAddresses.strict(address.ip()));
            if (!address.hostname().isEmpty()) {
                Check.rule(errors, at.child("hostname"), address.hostname(), Names.dns1123Label(address.hostname()));
            }
            if (address.hasNodeName()) {
                Check.rule(
                        errors, at.child("nodeName"), address.nodeName(), Names.dns1123Subdomain(address.nodeName()));
            }
            Check.rule(errors, at.child("ip"), address.ip(), IpAddresses.endpoint(address.ip()));
        }
    }

    private static void port(EndpointPort port, boolean named, FieldPath path, List<FieldError> errors) {
        if (!port.name().isEmpty()) {
            Check.rule(errors, path.child("name"), port.name(), Names.dns1123Label(port.name()));
        } else if (named) {
            errors.add(FieldError.required(path.child("name"), ""));
        }
        Check.port(errors, path.child("port"), port.port());
        Check.requiredOneOf(errors, path.child("protocol"), port.protocol(), PROTOCOLS);
        if (port.hasAppProtocol()) {
            Check.rule(errors, path.child("appProtocol"), port.appProtocol(), Names.qualifiedName(port.appProtocol()));
        }
    }
}
