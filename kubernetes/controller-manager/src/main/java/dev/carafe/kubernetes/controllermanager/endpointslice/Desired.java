package dev.carafe.kubernetes.controllermanager.endpointslice;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointHints;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.ForNode;
import dev.carafe.kubernetes.api.discovery.v1.ForZone;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.ServicePods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The endpoints that a service shall have, by the ports they offer; no I/O. */
final class Desired {
    private Desired() {}

    static Map<List<EndpointPort>, List<Endpoint>> of(
            Service service, Collection<Pod> pods, Lister<Node> nodes, boolean ipv6) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        for (Pod pod : pods) {
            if (ServicePods.isEndpoint(pod, true)) {
                ServicePods.address(pod, ipv6)
                        .ifPresent(address -> groups.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>())
                                .add(endpoint(service, pod, address, ServicePods.zone(nodes, pod))));
            }
        }
        return groups;
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.spec().ports()) {
            ServicePods.port(pod, port).ifPresent(number -> {
                EndpointPort entry = new EndpointPort()
                        .withName(port.name())
                        .withPort(number)
                        .withProtocol(port.protocol().isEmpty() ? "TCP" : port.protocol());
                ports.add(port.appProtocol().isEmpty() ? entry : entry.withAppProtocol(port.appProtocol()));
            });
        }
        return ports;
    }

    private static Endpoint endpoint(Service service, Pod pod, String address, String zone) {
        boolean serving = Pods.isReady(pod);
        boolean terminating = Pods.isTerminating(pod);
        boolean ready = service.spec().publishNotReadyAddresses() || (serving && !terminating);
        String hostname = ServicePods.hostname(pod, service);
        Endpoint endpoint = new Endpoint()
                .withAddresses(List.of(address))
                .withConditions(new EndpointConditions()
                        .withReady(ready)
                        .withServing(serving)
                        .withTerminating(terminating))
                .withTargetRef(new ObjectReference()
                        .withKind("Pod")
                        .withNamespace(pod.namespace())
                        .withName(pod.name())
                        .withUid(pod.metadata().uid()));
        endpoint = hostname.isEmpty() ? endpoint : endpoint.withHostname(hostname);
        endpoint = pod.spec().nodeName().isEmpty()
                ? endpoint
                : endpoint.withNodeName(pod.spec().nodeName());
        endpoint = zone.isEmpty() ? endpoint : endpoint.withZone(zone);
        return ready ? hinted(endpoint, service.spec().trafficDistribution()) : endpoint;
    }

    /** Hints that follow from {@code trafficDistribution}; a zone or node that is not known gives none. */
    private static Endpoint hinted(Endpoint endpoint, String distribution) {
        List<ForZone> zones = endpoint.zone().isEmpty() ? List.of() : List.of(new ForZone().withName(endpoint.zone()));
        return switch (distribution) {
            case "PreferClose", "PreferSameZone" ->
                zones.isEmpty() ? endpoint : endpoint.withHints(new EndpointHints().withForZones(zones));
            case "PreferSameNode" -> {
                EndpointHints hints = zones.isEmpty() ? new EndpointHints() : new EndpointHints().withForZones(zones);
                yield endpoint.nodeName().isEmpty()
                        ? endpoint
                        : endpoint.withHints(hints.withForNodes(List.of(new ForNode().withName(endpoint.nodeName()))));
            }
            default -> endpoint;
        };
    }
}
