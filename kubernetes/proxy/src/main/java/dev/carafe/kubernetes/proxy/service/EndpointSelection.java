package dev.carafe.kubernetes.proxy.service;

import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints that one service port may use: the ready ones, or where none is ready those that still serve while they
 * terminate. Source: KEP-1669 (proxy terminating endpoints) and the EndpointSlice API's rules for unset conditions.
 */
final class EndpointSelection {
    private static final Comparator<Endpoint> ORDER =
            Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

    private final List<Endpoint> everywhere;
    private final List<Endpoint> local;

    private EndpointSelection(List<Endpoint> everywhere, List<Endpoint> local) {
        this.everywhere = everywhere;
        this.local = local;
    }

    /** Endpoints of the whole cluster, in a stable order. */
    List<Endpoint> everywhere() {
        return everywhere;
    }

    /** Endpoints on this node, in a stable order. */
    List<Endpoint> local() {
        return local;
    }

    static EndpointSelection of(
            List<EndpointSlice> slices, Family family, String portName, String protocol, String nodeName) {
        Candidates everywhere = new Candidates();
        Candidates local = new Candidates();
        for (EndpointSlice slice : slices) {
            if (!slice.addressType().equals(family == Family.IPV4 ? "IPv4" : "IPv6")) {
                continue;
            }
            for (EndpointPort port : slice.ports()) {
                if (!port.name().equals(portName) || !protocolOf(port).equalsIgnoreCase(protocol) || port.port() == 0) {
                    continue;
                }
                for (var endpoint : slice.endpoints()) {
                    if (endpoint.addresses().isEmpty()) {
                        continue;
                    }
                    Endpoint target = new Endpoint(endpoint.addresses().getFirst(), port.port());
                    everywhere.add(target, endpoint.conditions());
                    if (endpoint.nodeName().equals(nodeName)) {
                        local.add(target, endpoint.conditions());
                    }
                }
            }
        }
        return new EndpointSelection(everywhere.chosen(), local.chosen());
    }

    private static String protocolOf(EndpointPort port) {
        return port.hasProtocol() ? port.protocol() : "TCP";
    }

    /** Endpoints by how well they will do; an address that stands in two slices counts once, at its best. */
    private static final class Candidates {
        private final Map<Endpoint, Boolean> readyByEndpoint = new LinkedHashMap<>();

        void add(Endpoint endpoint, EndpointConditions conditions) {
            boolean ready = !conditions.hasReady() || conditions.ready();
            boolean serving = conditions.hasServing() ? conditions.serving() : ready;
            if (ready) {
                readyByEndpoint.put(endpoint, true);
            } else if (serving && conditions.terminating()) {
                readyByEndpoint.putIfAbsent(endpoint, false);
            }
        }

        List<Endpoint> chosen() {
            boolean anyReady = readyByEndpoint.containsValue(true);
            List<Endpoint> chosen = new ArrayList<>();
            readyByEndpoint.forEach((endpoint, ready) -> {
                if (ready || !anyReady) {
                    chosen.add(endpoint);
                }
            });
            chosen.sort(ORDER);
            return List.copyOf(chosen);
        }
    }
}
