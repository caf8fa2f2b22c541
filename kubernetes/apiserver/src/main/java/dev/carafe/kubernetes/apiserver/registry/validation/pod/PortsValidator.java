package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ports of containers, and those of the host that lead to them. */
final class PortsValidator {
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private PortsValidator() {}

    /** The ports of one container. */
    static void ports(List<ContainerPort> ports, FieldPath path, List<FieldError> errors) {
        if (ports.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ContainerPort port = ports.get(i);
            FieldPath at = path.index(i);
            if (!port.name().isEmpty()) {
                List<String> messages = Values.portName(port.name());
                Check.rule(errors, at.child("name"), port.name(), messages);
                if (messages.isEmpty() && !names.add(port.name())) {
                    errors.add(FieldError.duplicate(at.child("name"), port.name()));
                }
            }
            if (port.containerPort() == 0) {
                errors.add(FieldError.required(at.child("containerPort"), ""));
            } else {
                Check.port(errors, at.child("containerPort"), port.containerPort());
            }
            if (port.hostPort() != 0) {
                Check.port(errors, at.child("hostPort"), port.hostPort());
            }
            Check.requiredOneOf(errors, at.child("protocol"), port.protocol(), PROTOCOLS);
        }
    }

    /** Ports of the host are unique among containers that run at the same time. */
    static void conflicts(List<Container> containers, FieldPath path, List<FieldError> errors) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < containers.size(); i++) {
            List<ContainerPort> ports = containers.get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                ContainerPort port = ports.get(j);
                if (port.hostPort() != 0) {
                    String key = port.protocol() + "/" + port.hostIP() + "/" + port.hostPort();
                    if (!taken.add(key)) {
                        errors.add(FieldError.duplicate(
                                path.index(i).child("ports").index(j).child("hostPort"), key));
                    }
                }
            }
        }
    }

    /** On the host's network a container's port is the host's. */
    static void ofHost(List<Container> containers, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < containers.size(); i++) {
            List<ContainerPort> ports = containers.get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                ContainerPort port = ports.get(j);
                if (port.hostPort() != 0 && port.hostPort() != port.containerPort()) {
                    errors.add(FieldError.invalid(
                            path.index(i).child("ports").index(j).child("hostPort"),
                            (long) port.hostPort(),
                            "must match `containerPort` when `hostNetwork` is true"));
                }
            }
        }
    }
}
