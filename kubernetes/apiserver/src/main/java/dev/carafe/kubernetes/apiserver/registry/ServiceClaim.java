package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one write of a service takes from the pools; texts are upstream's. Used by the thread of that write. When a step fails,
 * what the steps before it took is given back.
 */
final class ServiceClaim {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final ServicePools pools;
    private final Optional<Service> old;
    private final List<String> addresses = new ArrayList<>();
    private final Set<Integer> ports = new HashSet<>();

    ServiceClaim(ServicePools pools, Optional<Service> old) {
        this.pools = pools;
        this.old = old;
    }

    /** The service with all that it needs. */
    Service take(Service service) {
        try {
            Optional<ServiceSpec> before = old.map(Service::spec);
            ServiceSpec spec = before.map(kept -> ServiceInheritance.changed(service.spec(), kept))
                    .orElseGet(() -> ServiceInheritance.created(service.spec()));
            spec = new ServiceFamilies(pools.addresses().ranges().family()).complete(service, spec, before);
            spec = clusterIp(service, spec);
            spec = nodePorts(service, spec);
            return service.withSpec(healthCheck(spec));
        } catch (StatusError e) {
            undo();
            throw e;
        }
    }

    private ServiceSpec clusterIp(Service service, ServiceSpec spec) {
        boolean has = old.filter(before -> ServiceStrategy.needsClusterIp(before.spec()))
                .isPresent();
        if (!ServiceStrategy.needsClusterIp(spec) || has || spec.clusterIPs().equals(List.of("None"))) {
            return spec; // validation refuses to change an address that is there
        }
        String address = spec.clusterIPs().isEmpty()
                ? anyAddress(service)
                : address(service, spec.clusterIPs().getFirst());
        addresses.add(address);
        return spec.withClusterIP(address).withClusterIPs(List.of(address));
    }

    private String anyAddress(Service service) {
        Optional<String> taken;
        try {
            taken = pools.addresses().takeAny(service);
        } catch (StatusError e) { // the address's own object is refused
            throw invalid(
                    service,
                    FieldError.invalid(
                            SPEC.child("clusterIPs"), List.of(""), "failed to allocate IP: " + e.getMessage()));
        }
        return taken.orElseThrow(() -> StatusError.internal(
                "failed to allocate a serviceIP for Service " + Quoted.of(service.name()) + ": range is full"));
    }

    private String address(Service service, String wanted) {
        String reason;
        if (!pools.addresses().ranges().gives(wanted)) {
            reason = pools.addresses().foreign(wanted);
        } else if (pools.addresses().take(wanted, service)) {
            return wanted;
        } else {
            reason = "provided IP is already allocated";
        }
        throw invalid(
                service,
                FieldError.invalid(
                        SPEC.child("clusterIPs"), List.of(wanted), "failed to allocate IP " + wanted + ": " + reason));
    }

    private ServiceSpec nodePorts(Service service, ServiceSpec spec) {
        if (!ServiceStrategy.needsNodePort(spec)) {
            return spec;
        }
        Map<Integer, Integer> byPort = new HashMap<>();
        List<ServicePort> given = spec.ports();
        for (int i = 0; i < given.size(); i++) { // those asked for first, that no other is given them
            int number = given.get(i).nodePort();
            if (number != 0) {
                askedPort(service, given, i, byPort.getOrDefault(given.get(i).port(), 0));
                byPort.putIfAbsent(given.get(i).port(), number);
            }
        }
        if (!ServiceStrategy.allocatesNodePorts(spec)) {
            return spec;
        }
        List<ServicePort> changed = new ArrayList<>();
        for (ServicePort port : given) {
            int number = port.nodePort();
            if (number == 0) { // of a new service one number serves all protocols of a port
                number = old.isPresent() ? anyPort() : byPort.computeIfAbsent(port.port(), _ -> anyPort());
            }
            changed.add(port.withNodePort(number));
        }
        return spec.withPorts(changed);
    }

    /**
     * Takes a port that a service asks for, unless it has it.
     *
     * @param sibling what another protocol of the same port has, or 0
     */
    private void askedPort(Service service, List<ServicePort> given, int position, int sibling) {
        ServicePort asked = given.get(position);
        int number = asked.nodePort();
        boolean has = old.map(
                        before -> ServicePools.nodePortsOf(before.spec()).contains(number) || ports.contains(number))
                .orElse(sibling == number);
        if (old.isPresent()) {
            boolean twice = given.subList(0, position).stream()
                    .anyMatch(other ->
                            other.nodePort() == number && other.protocol().equals(asked.protocol()));
            if (twice) {
                throw StatusError.unknown("duplicate nodePort: {" + asked.protocol() + " " + number + "}");
            }
        }
        if (!has) {
            FieldPath path = SPEC.child("ports").index(position).child("nodePort");
            take(number).ifPresent(reason -> {
                throw invalid(service, FieldError.invalid(path, (long) number, reason));
            });
        }
    }

    /** Takes a port; why it cannot be had, where it cannot. */
    private Optional<String> take(int port) {
        if (ports.contains(port)) {
            return Optional.of(NodePorts.TAKEN);
        }
        Optional<String> reason = pools.ports().take(port);
        if (reason.isEmpty()) {
            ports.add(port);
        }
        return reason;
    }

    private int anyPort() {
        int port = pools.ports()
                .takeAny()
                .orElseThrow(() -> StatusError.internal("failed to allocate a nodePort: range is full"));
        ports.add(port);
        return port;
    }

    private ServiceSpec healthCheck(ServiceSpec spec) {
        boolean has = old.filter(before -> ServiceStrategy.needsHealthCheck(before.spec()))
                .isPresent();
        if (has || !ServiceStrategy.needsHealthCheck(spec)) {
            return spec; // validation refuses to change a port that is there
        }
        int wanted = spec.healthCheckNodePort();
        if (wanted == 0) {
            return spec.withHealthCheckNodePort(anyPort());
        }
        take(wanted).ifPresent(reason -> {
            throw StatusError.internal("failed to allocate requested HealthCheck NodePort " + wanted + ": " + reason);
        });
        return spec;
    }

    /** Gives back what this write took. */
    void undo() {
        addresses.forEach(pools.addresses()::release);
        ports.forEach(pools.ports()::release);
        addresses.clear();
        ports.clear();
    }

    /** Gives back what the stored service had and the new one has no more. */
    void releaseOld(Service stored) {
        old.ifPresent(before -> {
            List<String> kept = ServicePools.addressesOf(stored.spec());
            ServicePools.addressesOf(before.spec()).stream()
                    .filter(address -> !kept.contains(address))
                    .forEach(pools.addresses()::release);
            Set<Integer> keptPorts = ServicePools.portsOf(stored.spec());
            ServicePools.portsOf(before.spec()).stream()
                    .filter(port -> !keptPorts.contains(port))
                    .forEach(pools.ports()::release);
        });
    }

    private static StatusError invalid(Service service, FieldError error) {
        return StatusError.invalid(new GroupKind("", "Service"), service.name(), List.of(error));
    }
}
