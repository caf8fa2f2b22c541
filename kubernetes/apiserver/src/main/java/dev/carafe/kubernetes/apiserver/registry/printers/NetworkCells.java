package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.LoadBalancerIngress;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.networking.v1.Ingress;
import dev.carafe.kubernetes.api.networking.v1.IngressClass;
import dev.carafe.kubernetes.api.networking.v1.IngressLoadBalancerIngress;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rows of services, what is behind them, and what is in front. */
public final class NetworkCells {
    private NetworkCells() {}

    /** Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector. */
    public static List<Object> service(Service service) {
        var spec = service.spec();
        return List.of(
                service.name(),
                spec.type(),
                spec.clusterIPs().isEmpty()
                        ? Cell.NONE
                        : Cell.orNone(spec.clusterIPs().getFirst()),
                externalIp(service),
                Cell.orNone(spec.ports().stream().map(NetworkCells::port).collect(Collectors.joining(","))),
                Cell.age(service.metadata()),
                Cell.labels(spec.selector()));
    }

    private static String port(ServicePort port) {
        return port.nodePort() > 0
                ? port.port() + ":" + port.nodePort() + "/" + port.protocol()
                : port.port() + "/" + port.protocol();
    }

    private static String externalIp(Service service) {
        String external = String.join(",", service.spec().externalIPs());
        return switch (service.spec().type()) {
            case "ClusterIP", "NodePort" -> Cell.orNone(external);
            case "ExternalName" -> service.spec().externalName();
            case "LoadBalancer" -> {
                String ingress = service.status().loadBalancer().ingress().stream()
                        .map(NetworkCells::address)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining(","));
                if (ingress.isEmpty()) {
                    yield external.isEmpty() ? "<pending>" : external;
                }
                yield external.isEmpty() ? ingress : ingress + "," + external;
            }
            default -> Cell.UNKNOWN;
        };
    }

    private static String address(LoadBalancerIngress ingress) {
        return ingress.ip().isEmpty() ? ingress.hostname() : ingress.ip();
    }

    /** Name, Endpoints, Age. */
    public static List<Object> endpoints(Endpoints endpoints) {
        List<String> all = new ArrayList<>();
        for (var subset : endpoints.subsets()) {
            if (subset.ports().isEmpty()) {
                subset.addresses().forEach(address -> all.add(address.ip()));
            }
            for (var port : subset.ports()) {
                subset.addresses().forEach(address -> all.add(hostPort(address.ip(), port.port())));
            }
        }
        String text = endpoints.subsets().isEmpty() ? Cell.NONE : Cell.firstThree(all);
        return List.of(endpoints.name(), text, Cell.age(endpoints.metadata()));
    }

    private static String hostPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Name, AddressType, Ports, Endpoints, Age. */
    public static List<Object> endpointSlice(EndpointSlice slice) {
        String ports = Cell.firstThree(
                slice.ports().stream().map(NetworkCells::slicePort).toList());
        String addresses = Cell.firstThree(slice.endpoints().stream()
                .flatMap(endpoint -> endpoint.addresses().stream())
                .toList());
        return List.of(
                slice.name(),
                slice.addressType(),
                ports.isEmpty() ? Cell.UNSET : ports,
                addresses.isEmpty() ? Cell.UNSET : addresses,
                Cell.age(slice.metadata()));
    }

    private static String slicePort(EndpointPort port) {
        if (port.hasPort()) {
            return Integer.toString(port.port());
        }
        return port.hasName() ? port.name() : "*";
    }

    /** Name, Class, Hosts, Address, Ports, Age. */
    public static List<Object> ingress(Ingress ingress) {
        String hosts = Cell.firstThree(ingress.spec().rules().stream()
                .map(rule -> rule.host())
                .filter(host -> !host.isEmpty())
                .toList());
        String address = ingress.status().loadBalancer().ingress().stream()
                .map(NetworkCells::ingressAddress)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(","));
        String legacyClass = ingress.metadata().annotations().getOrDefault("kubernetes.io/ingress.class", Cell.NONE);
        return List.of(
                ingress.name(),
                ingress.spec().hasIngressClassName() ? ingress.spec().ingressClassName() : legacyClass,
                hosts.isEmpty() ? "*" : hosts,
                address,
                ingress.spec().tls().isEmpty() ? "80" : "80, 443",
                Cell.age(ingress.metadata()));
    }

    private static String ingressAddress(IngressLoadBalancerIngress ingress) {
        return ingress.ip().isEmpty() ? ingress.hostname() : ingress.ip();
    }

    /** Name, Controller, Parameters, Age. */
    public static List<Object> ingressClass(IngressClass ingressClass) {
        var spec = ingressClass.spec();
        String parameters = Cell.NONE;
        if (spec.hasParameters()) {
            String group = spec.parameters().apiGroup();
            parameters = spec.parameters().kind() + (group.isEmpty() ? "" : "." + group) + "/"
                    + spec.parameters().name();
        }
        String isDefault =
                ingressClass.metadata().annotations().getOrDefault("ingressclass.kubernetes.io/is-default-class", "");
        return List.of(
                ingressClass.name() + (isDefault.equals("true") ? " (default)" : ""),
                spec.controller(),
                parameters,
                Cell.age(ingressClass.metadata()));
    }

    /** Name, Pod-Selector, Age. */
    public static List<Object> networkPolicy(NetworkPolicy policy) {
        return List.of(
                policy.name(), Cell.orNone(Cell.selector(policy.spec().podSelector())), Cell.age(policy.metadata()));
    }
}
