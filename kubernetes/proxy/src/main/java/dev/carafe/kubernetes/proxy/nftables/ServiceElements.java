package dev.carafe.kubernetes.proxy.nftables;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.util.ArrayList;
import java.util.List;

/** Compiles one service port to the elements that route it. Pure. */
final class ServiceElements {
    private final ServicePortRouting routing;
    private final List<Element> elements = new ArrayList<>();

    private ServiceElements(ServicePortRouting routing) {
        this.routing = routing;
    }

    /**
     * The elements of a service port.
     *
     * @param nodeIps the node's addresses, at which a node port answers
     */
    static List<Element> of(ServicePortRouting routing, List<String> nodeIps) {
        ServiceElements compiled = new ServiceElements(routing);
        for (String address : routing.clusterIps()) {
            compiled.elements.add(Element.of(Names.CLUSTER_IPS, address));
            compiled.route(address, routing.port(), routing.internal());
        }
        for (String address : routing.outsideAddresses()) {
            compiled.routeOutside(address, routing.port());
            if (!routing.externalIsLocal()) {
                compiled.elements.add(Element.of(Names.MASQUERADED_IPS, address));
            }
        }
        routing.loadBalancers().addresses().forEach(compiled::guard);
        if (routing.nodePort() > 0) {
            nodeIps.forEach(address -> compiled.routeOutside(address, routing.nodePort()));
            if (!routing.externalIsLocal()) {
                compiled.elements.add(Element.of(
                        Names.masqueradedNodePorts(routing.protocol()), Integer.toString(routing.nodePort())));
            }
        }
        return compiled.elements;
    }

    /** Only those may come through a load balancer whom its service lets in. */
    private void guard(String address) {
        if (!routing.loadBalancers().sourceRanges().isEmpty()) {
            String key = key(address, routing.port());
            elements.add(Element.of(Names.FIREWALLED, key));
            routing.loadBalancers()
                    .sourceRanges()
                    .forEach(range -> elements.add(Element.of(Names.ALLOWED_SOURCES, key + " . " + range)));
        }
    }

    /**
     * An address outside of the cluster. Where traffic from outside must stay on the node, clients inside the cluster
     * may still go everywhere: nobody needs to see their addresses (upstream's short cut).
     */
    private void routeOutside(String address, int port) {
        route(address, port, routing.external());
        if (routing.externalIsLocal() && !routing.everywhere().isEmpty()) {
            elements.add(Element.of(Names.INSIDE_IPS, address));
            pick(Names.INSIDE_SERVICES, key(address, port), routing.everywhere(), true);
        }
    }

    private void route(String address, int port, List<Endpoint> endpoints) {
        String key = key(address, port);
        if (endpoints.isEmpty()) {
            elements.add(new Element(Names.NO_ENDPOINTS, key, refusal()));
        } else {
            pick(Names.SERVICES, key, endpoints, false);
        }
    }

    private String key(String address, int port) {
        return address + " . " + routing.protocol() + " . " + port;
    }

    private void pick(String services, String key, List<Endpoint> endpoints, boolean inside) {
        Chain chain = new Chain(endpoints.size(), inside, routing.affinitySeconds());
        elements.add(new Element(services, key, "goto " + chain.name()));
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            int slot = chain.isSticky() ? i + 1 : i; // a mark of 0 means that no slot was remembered
            elements.add(
                    new Element(chain.endpointMap(), key + " . " + slot, endpoint.address() + " . " + endpoint.port()));
            elements.add(Element.of(Names.HAIRPINS, endpoint.address() + " . " + endpoint.address()));
        }
    }

    /** A service without any endpoint is refused; one whose endpoints are only elsewhere is dropped, as upstream does. */
    private String refusal() {
        return routing.everywhere().isEmpty() ? "goto " + Names.REJECT : "drop";
    }
}
