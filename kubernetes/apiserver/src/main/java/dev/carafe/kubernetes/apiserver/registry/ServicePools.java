package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What services take from.
 *
 * @param addresses of cluster IPs
 * @param ports of node ports and of health checks
 */
record ServicePools(ClusterIps addresses, NodePorts ports) {
    /** The same, of which nothing is taken in earnest. */
    ServicePools trial() {
        return new ServicePools(addresses.trial(), ports.trial());
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

    /** Node ports and that of the health check. */
    static Set<Integer> portsOf(ServiceSpec spec) {
        Set<Integer> ports = nodePortsOf(spec);
        if (spec.healthCheckNodePort() != 0) {
            ports.add(spec.healthCheckNodePort());
        }
        return ports;
    }

    static Set<Integer> nodePortsOf(ServiceSpec spec) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (ServicePort port : spec.ports()) {
            if (port.nodePort() != 0) {
                ports.add(port.nodePort());
            }
        }
        return ports;
    }
}
