package dev.carafe.kubernetes.proxy.nftables;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * UDP packets that the kernel takes for one connection, and would go on sending to an endpoint that is gone: UDP has no
 * end of its own, so a busy client would never be given another endpoint.
 *
 * @param service the address that the client wrote to
 * @param port the port that the client wrote to
 * @param endpoint the endpoint that is gone; empty where there was none and packets went nowhere
 */
public record UdpFlow(String service, int port, String endpoint) {

    static Set<UdpFlow> madeStaleBy(ElementTable.Change change) {
        Set<UdpFlow> flows = new LinkedHashSet<>();
        for (Element element : change.removed()) {
            String[] key = element.key().split(" \\. ");
            switch (element.set()) {
                case Names.ENDPOINTS, Names.STICKY_ENDPOINTS, Names.INSIDE_ENDPOINTS, Names.INSIDE_STICKY_ENDPOINTS ->
                    add(flows, key, endpointOf(element));
                case Names.NO_ENDPOINTS -> add(flows, key, "");
                default -> {
                    // sets that hold no endpoints
                }
            }
        }
        return flows;
    }

    private static void add(Set<UdpFlow> flows, String[] key, String endpoint) {
        if (key[1].equals("udp")) {
            flows.add(new UdpFlow(key[0], Integer.parseInt(key[2]), endpoint));
        }
    }

    private static String endpointOf(Element element) {
        return element.value().substring(0, element.value().indexOf(" . "));
    }
}
