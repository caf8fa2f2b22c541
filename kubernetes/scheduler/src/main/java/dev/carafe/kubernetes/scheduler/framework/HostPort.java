package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that a pod takes on its node.
 *
 * @param ip the address, {@code 0.0.0.0} for all
 * @param protocol TCP, UDP or SCTP
 * @param port the port
 */
public record HostPort(String ip, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    /** Whether both cannot be taken on one node. */
    public boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }

    static List<HostPort> of(PodSpec spec) {
        List<HostPort> ports = new ArrayList<>();
        spec.containers().forEach(container -> add(ports, container));
        spec.initContainers().stream()
                .filter(container -> container.restartPolicy().equals("Always"))
                .forEach(container -> add(ports, container));
        return List.copyOf(ports);
    }

    private static void add(List<HostPort> ports, Container container) {
        for (ContainerPort port : container.ports()) {
            if (port.hostPort() > 0) {
                ports.add(new HostPort(
                        port.hostIP().isEmpty() ? ANY : port.hostIP(),
                        port.protocol().isEmpty() ? "TCP" : port.protocol(),
                        port.hostPort()));
            }
        }
    }
}
