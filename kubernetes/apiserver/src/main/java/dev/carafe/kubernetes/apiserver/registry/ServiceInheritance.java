package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a changed service keeps although who wrote it left it out, and what its two fields for addresses say together
 * (pkg/registry/core/service/storage).
 */
final class ServiceInheritance {
    private ServiceInheritance() {}

    /** A new service: who knows the field of former times only need not know the other. */
    static ServiceSpec created(ServiceSpec spec) {
        return !spec.clusterIP().isEmpty() && spec.clusterIPs().isEmpty()
                ? spec.withClusterIPs(List.of(spec.clusterIP()))
                : spec;
    }

    /** A changed service, with all of the old one that it was meant to keep. */
    static ServiceSpec changed(ServiceSpec given, ServiceSpec old) {
        ServiceSpec spec = given;
        if (ServiceStrategy.needsClusterIp(old) && ServiceStrategy.needsClusterIp(spec)) {
            if (spec.clusterIP().isEmpty()) {
                spec = withClusterIp(spec, old.clusterIP());
            }
            if (spec.clusterIPs().isEmpty() && !old.clusterIPs().isEmpty()) {
                spec = spec.withClusterIPs(old.clusterIPs());
            }
        }
        if (ServiceStrategy.needsNodePort(old) && ServiceStrategy.needsNodePort(spec)) {
            spec = spec.withPorts(nodePorts(spec.ports(), old.ports()));
        }
        if (ServiceStrategy.needsHealthCheck(old)
                && ServiceStrategy.needsHealthCheck(spec)
                && spec.healthCheckNodePort() == 0) {
            spec = spec.withHealthCheckNodePort(old.healthCheckNodePort());
        }
        return addresses(spec, old);
    }

    private static ServiceSpec withClusterIp(ServiceSpec spec, String address) {
        return address.isEmpty() ? spec : spec.withClusterIP(address);
    }

    /** A port keeps its number by its name, unless another has that number now. */
    private static List<ServicePort> nodePorts(List<ServicePort> ports, List<ServicePort> old) {
        Map<String, Integer> known = new HashMap<>();
        Set<Integer> used = new HashSet<>();
        old.forEach(port -> {
            known.put(port.name(), port.nodePort());
            used.add(port.nodePort());
        });
        Set<Integer> named = new HashSet<>();
        ports.forEach(port -> named.add(port.nodePort()));
        used.retainAll(named);
        used.remove(0);
        List<ServicePort> kept = new ArrayList<>(ports.size());
        for (ServicePort port : ports) {
            int before = known.getOrDefault(port.name(), 0);
            boolean keeps = port.nodePort() == 0 && before != 0 && !used.contains(before);
            kept.add(keeps ? port.withNodePort(before) : port);
        }
        return kept;
    }

    /** Who changes or clears one of the two fields and leaves the other as it was means both. */
    private static ServiceSpec addresses(ServiceSpec given, ServiceSpec old) {
        ServiceSpec spec = given;
        boolean sameFirst = spec.clusterIP().equals(old.clusterIP());
        if (sameFirst && spec.clusterIPs().isEmpty() && !old.clusterIPs().isEmpty()) {
            return spec.withClusterIPs(old.clusterIPs());
        }
        if (sameFirst || !spec.clusterIPs().equals(old.clusterIPs())) {
            return spec;
        }
        return spec.clusterIP().isEmpty() ? spec.withoutClusterIPs() : spec.withClusterIPs(List.of(spec.clusterIP()));
    }
}
