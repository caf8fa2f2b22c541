package dev.carafe.kubernetes.proxy.nftables;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.util.ArrayList;
import java.util.List;

/** Compiles one service port to the elements that route it. Pure. */
final class ServiceElements {
    private ServiceElements() {}

    static List<Element> of(ServicePortRouting routing) {
        List<Element> elements = new ArrayList<>();
        for (String address : routing.clusterIps()) {
            elements.add(Element.of(Names.CLUSTER_IPS, address));
            String key = address + " . " + routing.protocol() + " . " + routing.port();
            if (routing.internal().isEmpty()) {
                elements.add(new Element(Names.NO_ENDPOINTS, key, refusal(routing)));
            } else {
                addRoute(elements, Chain.Kind.ADDRESS, key, routing.internal(), routing);
            }
        }
        for (String address : routing.externalIps()) {
            String key = address + " . " + routing.protocol() + " . " + routing.port();
            addExternal(elements, Chain.Kind.ADDRESS, key, Names.NO_ENDPOINTS, routing);
            if (!routing.externalIsLocal()) {
                elements.add(Element.of(Names.MASQUERADED_IPS, address));
            }
        }
        if (routing.nodePort() > 0) {
            String key = routing.protocol() + " . " + routing.nodePort();
            addExternal(elements, Chain.Kind.NODE_PORT, key, Names.NO_ENDPOINT_NODE_PORTS, routing);
            if (!routing.externalIsLocal()) {
                elements.add(Element.of(
                        Names.masqueradedNodePorts(routing.protocol()), Integer.toString(routing.nodePort())));
            }
        }
        return elements;
    }

    private static void addExternal(
            List<Element> elements, Chain.Kind kind, String key, String refusals, ServicePortRouting routing) {
        if (routing.external().isEmpty()) {
            elements.add(new Element(refusals, key, refusal(routing)));
        } else {
            addRoute(elements, kind, key, routing.external(), routing);
        }
    }

    /** A service without any endpoint is refused; one whose endpoints are only elsewhere is dropped, as upstream does. */
    private static String refusal(ServicePortRouting routing) {
        return routing.hasEndpointsElsewhere() ? "drop" : "goto " + Names.REJECT;
    }

    private static void addRoute(
            List<Element> elements, Chain.Kind kind, String key, List<Endpoint> endpoints, ServicePortRouting routing) {
        Chain chain = new Chain(kind, endpoints.size(), routing.affinitySeconds());
        elements.add(new Element(kind.services, key, "goto " + chain.name()));
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            int slot = chain.isSticky() ? i + 1 : i; // a mark of 0 means that no slot was remembered
            elements.add(new Element(
                    chain.isSticky() ? kind.stickyEndpoints : kind.endpoints,
                    key + " . " + slot,
                    endpoint.address() + " . " + endpoint.port()));
            elements.add(Element.of(Names.HAIRPINS, endpoint.address() + " . " + endpoint.address()));
        }
    }
}
