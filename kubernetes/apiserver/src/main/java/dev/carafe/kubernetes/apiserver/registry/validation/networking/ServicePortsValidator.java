package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ports of a service, each and together. */
final class ServicePortsValidator {
    private static final FieldPath PORTS = FieldPath.of("spec", "ports");

    private ServicePortsValidator() {}

    /** Checks each, and that no two have one name. */
    static void each(List<ServicePort> ports, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), ports.size() > 1, names, PORTS.index(i), errors);
        }
    }

    private static void port(
            ServicePort port, boolean nameRequired, Set<String> names, FieldPath path, List<FieldError> errors) {
        if (!port.name().isEmpty()) {
            Check.rule(errors, path.child("name"), port.name(), Names.dns1123Label(port.name()));
            if (!names.add(port.name())) {
                errors.add(FieldError.duplicate(path.child("name"), port.name()));
            }
        } else if (nameRequired) {
            errors.add(FieldError.required(path.child("name"), ""));
        }
        Check.port(errors, path.child("port"), port.port());
        Check.requiredOneOf(errors, path.child("protocol"), port.protocol(), List.of("SCTP", "TCP", "UDP"));
        Check.portOrName(errors, path.child("targetPort"), port.targetPort());
        if (port.hasAppProtocol()) {
            Check.rule(errors, path.child("appProtocol"), port.appProtocol(), Names.qualifiedName(port.appProtocol()));
        }
    }

    /** Checks that node ports are where they can be, and that no two ports of a protocol have one number. */
    static void numbers(ServiceSpec spec, List<FieldError> errors) {
        List<ServicePort> ports = spec.ports();
        if (spec.type().equals("ClusterIP")) {
            for (int i = 0; i < ports.size(); i++) {
                if (ports.get(i).nodePort() != 0) {
                    errors.add(FieldError.forbidden(
                            PORTS.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'"));
                }
            }
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            int number = ports.get(i).nodePort();
            if (number != 0 && !seen.add(ports.get(i).protocol() + "/" + number)) {
                errors.add(FieldError.duplicate(PORTS.index(i).child("nodePort"), (long) number));
            }
        }
        seen.clear();
        for (int i = 0; i < ports.size(); i++) {
            ServicePort port = ports.get(i);
            if (!seen.add(port.protocol() + "/" + port.port())) {
                errors.add(FieldError.duplicate(PORTS.index(i), shown(port)));
            }
        }
    }

    /** As upstream's errors show a port of which only the protocol and the number count. */
    private static Struct shown(ServicePort port) {
        return Struct.builder()
                .put("Name", "")
                .put("Protocol", port.protocol())
                .put("AppProtocol", Null.NULL)
                .put("Port", (long) port.port())
                .put("TargetPort", 0L)
                .put("NodePort", 0L)
                .build();
    }
}
