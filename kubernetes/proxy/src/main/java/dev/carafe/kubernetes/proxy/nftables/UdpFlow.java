package dev.carafe.kubernetes.proxy.nftables;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * UDP packets that the kernel takes for one connection, and would go on sending to an endpoint that is gone: UDP has no
 * end of its own, so a busy client would never be given another endpoint.
 *
 * @param service the address that the client wrote to; empty for a node port
 * @param port the port that the client wrote to
 * @param endpoint the endpoint that is gone; empty where there was none and packets went nowhere
 */
public record UdpFlow(String service, int port, String endpoint) {

    static Set<UdpFlow> madeStaleBy(ElementTable.Change change) {
        Set<UdpFlow> flows = new LinkedHashSet<>();
        for (Element element : change.removed()) {
            String[] key = element.key().split(" \\. ");
            switch (element.set()) {
                case "endpoints", "sticky-endpoints" -> add(flows, key[0], key[1], key[2], endpointOf(element));
                case "node-endpoints", "sticky-node-endpoints" -> add(flows, "", key[0], key[1], endpointOf(element));
                case Names.NO_ENDPOINTS -> add(flows, key[0], key[1], key[2], "");
                case Names.NO_ENDPOINT_NODE_PORTS -> add(flows, "", key[0], key[1], "");
                default -> {
                    // sets that hold no endpoints
                }
            }
        }
        return flows;
    }

    private static void add(Set<UdpFlow> flows, String service, String protocol, String port, String endpoint) {
        if (protocol.equals("udp")) {
            flows.add(new UdpFlow(service, Integer.parseInt(port), endpoint));
        }
    }

    private static String endpointOf(Element element) {
        return element.value().substring(0, element.value().indexOf(" . "));
    }
}
