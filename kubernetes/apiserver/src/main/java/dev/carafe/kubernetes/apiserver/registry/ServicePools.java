package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpAllocator;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortAllocator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The pools that services take from.
 *
 * @param addresses of cluster IPs
 * @param ports of node ports and of health checks
 */
record ServicePools(IpAllocator addresses, PortAllocator ports) {
    /** Takes what a stored service has. */
    void mark(Service service) {
        addressesOf(service.spec()).stream().filter(addresses::contains).forEach(addresses::take);
        portsOf(service.spec()).stream()
                .filter(port -> ports.range().contains(port))
                .forEach(ports::take);
    }

    /** Frees what a service has. */
    void free(Service service) {
        addressesOf(service.spec()).forEach(addresses::release);
        portsOf(service.spec()).forEach(ports::release);
    }

    static List<String> addressesOf(ServiceSpec spec) {
        return spec.clusterIPs().stream()
                .filter(address -> !address.isEmpty() && !address.equals("None"))
                .toList();
    }

    static Set<Integer> portsOf(ServiceSpec spec) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (ServicePort port : spec.ports()) {
            if (port.nodePort() != 0) {
                ports.add(port.nodePort());
            }
        }
        if (spec.healthCheckNodePort() != 0) {
            ports.add(spec.healthCheckNodePort());
        }
        return ports;
    }
}
