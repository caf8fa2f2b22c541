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
            ServiceSpec spec =
                    old.map(before -> inherit(service.spec(), before.spec())).orElse(service.spec());
            spec = families(service, spec);
            spec = clusterIp(service, spec);
            spec = nodePorts(service, spec);
            return service.withSpec(healthCheck(service, spec));
        } catch (StatusError e) {
            undo();
            throw e;
        }
    }

    /** What a user left out of a changed service, it keeps. */
    private static ServiceSpec inherit(ServiceSpec given, ServiceSpec old) {
        ServiceSpec spec = given;
        if (ServiceStrategy.needsClusterIp(old) && ServiceStrategy.needsClusterIp(spec)) {
            if (spec.clusterIP().isEmpty() && !old.clusterIP().isEmpty()) {
                spec = spec.withClusterIP(old.clusterIP());
            }
            if (!spec.clusterIP().equals(old.clusterIP()) && spec.clusterIPs().equals(old.clusterIPs())) {
                spec = spec.withClusterIPs(List.of(spec.clusterIP())); // changed by its old name alone
            }
            if (spec.clusterIPs().isEmpty()
                    && !old.clusterIPs().isEmpty()
                    && spec.clusterIP().equals(old.clusterIP())) {
                spec = spec.withClusterIPs(old.clusterIPs());
            }
            if (spec.ipFamilies().isEmpty() && !old.ipFamilies().isEmpty()) {
                spec = spec.withIpFamilies(old.ipFamilies());
            }
            if (!spec.hasIpFamilyPolicy() && old.hasIpFamilyPolicy()) {
                spec = spec.withIpFamilyPolicy(old.ipFamilyPolicy());
            }
        }
        if (ServiceStrategy.needsNodePort(old) && ServiceStrategy.needsNodePort(spec)) {
            Map<String, Integer> known = new HashMap<>();
            old.ports().forEach(port -> known.put(port.protocol() + "/" + port.port(), port.nodePort()));
            Set<Integer> used = new HashSet<>(ServicePools.portsOf(spec));
            List<ServicePort> ports = new ArrayList<>();
            for (ServicePort port : spec.ports()) {
                int before = known.getOrDefault(port.protocol() + "/" + port.port(), 0);
                boolean keeps = port.nodePort() == 0 && before != 0 && used.add(before);
                ports.add(keeps ? port.withNodePort(before) : port);
            }
            spec = spec.withPorts(ports);
        }
        return spec;
    }

    private ServiceSpec families(Service service, ServiceSpec given) {
        if (!ServiceStrategy.needsClusterIp(given)) {
            return given;
        }
        String family = pools.addresses().ranges().family();
        boolean anything = given.clusterIP().equals("None") && given.selector().isEmpty();
        ServiceSpec spec = given;
        if (!spec.hasIpFamilyPolicy()) {
            spec = spec.withIpFamilyPolicy(
                    anything || spec.ipFamilies().size() > 1 ? "RequireDualStack" : "SingleStack");
        }
        if (spec.ipFamilies().isEmpty()) {
            boolean both = anything && !spec.ipFamilyPolicy().equals("SingleStack");
            String other = family.equals("IPv4") ? "IPv6" : "IPv4";
            spec = spec.withIpFamilies(both ? List.of(family, other) : List.of(family));
        }
        if (anything) {
            return spec;
        }
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            if (!spec.ipFamilies().get(i).equals(family)) {
                throw invalid(
                        service,
                        FieldError.invalid(
                                SPEC.child("ipFamilies").index(i),
                                spec.ipFamilies().get(i),
                                "not configured on this cluster"));
            }
        }
        if (spec.ipFamilyPolicy().equals("RequireDualStack")) {
            throw invalid(
                    service,
                    FieldError.invalid(
                            SPEC.child("ipFamilyPolicy"),
                            spec.ipFamilyPolicy(),
                            "this cluster is not configured for dual-stack services"));
        }
        return spec;
    }

    private ServiceSpec clusterIp(Service service, ServiceSpec spec) {
        if (!ServiceStrategy.needsClusterIp(spec)) {
            return spec;
        }
        if (spec.clusterIP().isEmpty() && !spec.clusterIPs().isEmpty()) {
            return clusterIp(service, spec.withClusterIP(spec.clusterIPs().getFirst()));
        }
        String wanted = spec.clusterIP();
        boolean kept = old.isPresent() && old.get().spec().clusterIPs().contains(wanted);
        if (wanted.equals("None") || kept || changesAddress(wanted)) {
            return spec.clusterIPs().isEmpty() ? spec.withClusterIPs(List.of(wanted)) : spec;
        }
        String address = wanted.isEmpty() ? anyAddress(service) : address(service, wanted);
        addresses.add(address);
        return spec.withClusterIP(address).withClusterIPs(List.of(address));
    }

    /** Validation refuses to change an address that is there; nothing is taken for it. */
    private boolean changesAddress(String wanted) {
        return old.isPresent()
                && !wanted.isEmpty()
                && !ServicePools.addressesOf(old.get().spec()).isEmpty();
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
            reason = "the provided network does not match the current range";
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
        Set<Integer> had =
                old.map(before -> ServicePools.portsOf(before.spec())).orElse(Set.of());
        Map<Integer, Integer> byPort = new HashMap<>();
        List<ServicePort> changed = new ArrayList<>();
        for (ServicePort port : spec.ports()) { // those asked for first, that no other is given them
            if (port.nodePort() != 0) {
                if (!had.contains(port.nodePort()) && !ports.contains(port.nodePort())) {
                    explicitPort(service, spec.ports().indexOf(port), port.nodePort());
                }
                byPort.putIfAbsent(port.port(), port.nodePort());
            }
        }
        for (ServicePort port : spec.ports()) {
            int number = port.nodePort();
            if (number == 0) { // one number serves all protocols of a port
                number = byPort.computeIfAbsent(port.port(), _ -> anyPort());
            }
            changed.add(port.withNodePort(number));
        }
        return spec.withPorts(changed);
    }

    private void explicitPort(Service service, int position, int port) {
        String reason;
        if (!pools.ports().range().contains(port)) {
            reason = "provided port is not in the valid range. The range of valid ports is "
                    + pools.ports().range();
        } else if (pools.ports().take(port)) {
            ports.add(port);
            return;
        } else {
            reason = "provided port is already allocated";
        }
        FieldPath path = SPEC.child("ports").index(position).child("nodePort");
        throw invalid(service, FieldError.invalid(path, (long) port, reason));
    }

    private int anyPort() {
        int port = pools.ports()
                .takeAny()
                .orElseThrow(() -> StatusError.internal("failed to allocate a nodePort: range is full"));
        ports.add(port);
        return port;
    }

    private ServiceSpec healthCheck(Service service, ServiceSpec spec) {
        boolean needed = spec.type().equals("LoadBalancer")
                && spec.externalTrafficPolicy().equals("Local");
        if (!needed) {
            return spec;
        }
        int before = old.map(value -> value.spec().healthCheckNodePort()).orElse(0);
        int wanted = spec.healthCheckNodePort() == 0 ? before : spec.healthCheckNodePort();
        if (wanted == 0) {
            return spec.withHealthCheckNodePort(anyPort());
        }
        if (wanted != before) {
            if (!pools.ports().range().contains(wanted) || !pools.ports().take(wanted)) {
                throw StatusError.internal("failed to allocate requested HealthCheck NodePort " + wanted
                        + " of service " + service.name());
            }
            ports.add(wanted);
        }
        return spec.withHealthCheckNodePort(wanted);
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
