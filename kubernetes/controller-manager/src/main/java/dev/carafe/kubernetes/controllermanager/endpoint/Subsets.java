package dev.carafe.kubernetes.controllermanager.endpoint;

import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointPort;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.ServicePods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The subsets of a service's Endpoints: pods that offer the same ports together; no I/O. */
final class Subsets {
    static final int ADDRESSES_MAX = 1_000;

    private Subsets() {}

    /**
     * The subsets, in a canonical order.
     *
     * @param truncated whether there were more addresses than one object may have
     */
    record Result(List<EndpointSubset> subsets, boolean truncated) {}

    private static final class Group {
        private final List<EndpointAddress> ready = new ArrayList<>();
        private final List<EndpointAddress> notReady = new ArrayList<>();
    }

    static Result of(Service service, Collection<Pod> pods) {
        boolean publishAll = service.spec().publishNotReadyAddresses();
        boolean ipv6 = ServicePods.families(service).getFirst().equals("IPv6");
        Map<List<EndpointPort>, Group> groups = new LinkedHashMap<>();
        int room = ADDRESSES_MAX;
        boolean truncated = false;
        for (Pod pod : sorted(pods)) {
            Optional<String> ip = ServicePods.address(pod, ipv6);
            if (!ServicePods.isEndpoint(pod, publishAll) || ip.isEmpty()) {
                continue;
            }
            List<EndpointPort> ports = ports(service, pod);
            if (ports.isEmpty() && !service.spec().ports().isEmpty()) {
                continue;
            }
            if (room == 0) {
                truncated = true;
                break;
            }
            room--;
            Group group = groups.computeIfAbsent(ports, _ -> new Group());
            boolean ready = publishAll || Pods.isReady(pod);
            (ready ? group.ready : group.notReady).add(address(service, pod, ip.get()));
        }
        List<EndpointSubset> subsets = new ArrayList<>();
        groups.forEach((ports, group) -> subsets.add(subset(ports, group)));
        subsets.sort(Comparator.comparing(EndpointSubset::toString));
        return new Result(subsets, truncated);
    }

    /** Ready pods first, so that it is the others that do not fit. */
    private static List<Pod> sorted(Collection<Pod> pods) {
        List<Pod> sorted = new ArrayList<>(pods);
        sorted.sort(Comparator.<Pod, Boolean>comparing(pod -> !Pods.isReady(pod))
                .thenComparing(pod -> pod.status().podIP())
                .thenComparing(pod -> pod.metadata().uid()));
        return sorted;
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.spec().ports()) {
            ServicePods.port(pod, port).ifPresent(number -> {
                EndpointPort entry = new EndpointPort();
                entry = port.name().isEmpty() ? entry : entry.withName(port.name());
                entry = entry.withPort(number).withProtocol(port.protocol().isEmpty() ? "TCP" : port.protocol());
                ports.add(port.appProtocol().isEmpty() ? entry : entry.withAppProtocol(port.appProtocol()));
            });
        }
        ports.sort(Comparator.comparing(EndpointPort::name).thenComparingInt(EndpointPort::port));
        return ports;
    }

    private static EndpointAddress address(Service service, Pod pod, String ip) {
        String hostname = ServicePods.hostname(pod, service);
        EndpointAddress address = new EndpointAddress().withIp(ip);
        address = hostname.isEmpty() ? address : address.withHostname(hostname);
        return address.withNodeName(pod.spec().nodeName())
                .withTargetRef(new ObjectReference()
                        .withKind("Pod")
                        .withNamespace(pod.namespace())
                        .withName(pod.name())
                        .withUid(pod.metadata().uid()));
    }

    private static EndpointSubset subset(List<EndpointPort> ports, Group group) {
        EndpointSubset subset = new EndpointSubset();
        subset = group.ready.isEmpty() ? subset : subset.withAddresses(group.ready);
        subset = group.notReady.isEmpty() ? subset : subset.withNotReadyAddresses(group.notReady);
        return ports.isEmpty() ? subset : subset.withPorts(ports);
    }
}
