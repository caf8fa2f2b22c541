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
        for (String address : routing.externalIps()) {
            compiled.route(address, routing.port(), routing.external());
            if (!routing.externalIsLocal()) {
                compiled.elements.add(Element.of(Names.MASQUERADED_IPS, address));
            }
        }
        if (routing.nodePort() > 0) {
            nodeIps.forEach(address -> compiled.route(address, routing.nodePort(), routing.external()));
            if (!routing.externalIsLocal()) {
                compiled.elements.add(Element.of(
                        Names.masqueradedNodePorts(routing.protocol()), Integer.toString(routing.nodePort())));
            }
        }
        return compiled.elements;
    }

    private void route(String address, int port, List<Endpoint> endpoints) {
        String key = address + " . " + routing.protocol() + " . " + port;
        if (endpoints.isEmpty()) {
            elements.add(new Element(Names.NO_ENDPOINTS, key, refusal()));
            return;
        }
        Chain chain = new Chain(endpoints.size(), routing.affinitySeconds());
        elements.add(new Element(Names.SERVICES, key, "goto " + chain.name()));
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            int slot = chain.isSticky() ? i + 1 : i; // a mark of 0 means that no slot was remembered
            elements.add(new Element(
                    chain.isSticky() ? Names.STICKY_ENDPOINTS : Names.ENDPOINTS,
                    key + " . " + slot,
                    endpoint.address() + " . " + endpoint.port()));
            elements.add(Element.of(Names.HAIRPINS, endpoint.address() + " . " + endpoint.address()));
        }
    }

    /** A service without any endpoint is refused; one whose endpoints are only elsewhere is dropped, as upstream does. */
    private String refusal() {
        return routing.hasEndpointsElsewhere() ? "drop" : "goto " + Names.REJECT;
    }
}
