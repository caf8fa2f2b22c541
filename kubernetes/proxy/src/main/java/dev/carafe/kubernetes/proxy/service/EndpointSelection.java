package dev.carafe.kubernetes.proxy.service;

import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointHints;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.discovery.v1.ForNode;
import dev.carafe.kubernetes.api.discovery.v1.ForZone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

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

    /** Endpoints of the whole cluster, or those near this node where hints say so, in a stable order. */
    List<Endpoint> everywhere() {
        return everywhere;
    }

    /** Endpoints on this node, in a stable order. */
    List<Endpoint> local() {
        return local;
    }

    static EndpointSelection of(
            List<EndpointSlice> slices, Family family, String portName, String protocol, Place place) {
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
                    everywhere.add(target, endpoint.conditions(), endpoint.hints());
                    if (endpoint.nodeName().equals(place.node())) {
                        local.add(target, endpoint.conditions(), endpoint.hints());
                    }
                }
            }
        }
        return new EndpointSelection(everywhere.near(place), local.chosen());
    }

    private static String protocolOf(EndpointPort port) {
        return port.hasProtocol() ? port.protocol() : "TCP";
    }

    /** Endpoints by how well they will do; an address that stands in two slices counts once, at its best. */
    private static final class Candidates {
        private final Map<Endpoint, Boolean> readyByEndpoint = new LinkedHashMap<>();
        private final Map<Endpoint, EndpointHints> hints = new HashMap<>();

        void add(Endpoint endpoint, EndpointConditions conditions, EndpointHints hint) {
            hints.put(endpoint, hint);
            boolean ready = !conditions.hasReady() || conditions.ready();
            boolean serving = conditions.hasServing() ? conditions.serving() : ready;
            if (ready) {
                readyByEndpoint.put(endpoint, true);
            } else if (serving && conditions.terminating()) {
                readyByEndpoint.putIfAbsent(endpoint, false);
            }
        }

        /**
         * Those that hints keep for this node, or else for its zone. Hints count only where every endpoint has some and
         * one is for this place: half of them are a change under way (KEP-2433, KEP-3015).
         */
        List<Endpoint> near(Place place) {
            List<Endpoint> all = chosen();
            if (all.stream().noneMatch(endpoint -> Boolean.TRUE.equals(readyByEndpoint.get(endpoint)))) {
                return all;
            }
            List<Endpoint> onNode = hinted(
                    all,
                    place.node(),
                    hint -> hint.forNodes().stream().map(ForNode::name).toList());
            return !onNode.isEmpty()
                    ? onNode
                    : Optional.of(hinted(
                                    all,
                                    place.zone(),
                                    hint -> hint.forZones().stream()
                                            .map(ForZone::name)
                                            .toList()))
                            .filter(inZone -> !inZone.isEmpty())
                            .orElse(all);
        }

        private List<Endpoint> hinted(List<Endpoint> all, String here, Function<EndpointHints, List<String>> names) {
            List<Endpoint> found = new ArrayList<>();
            for (Endpoint endpoint : all) {
                List<String> kept = names.apply(Objects.requireNonNull(hints.get(endpoint)));
                if (kept.isEmpty()) {
                    return List.of();
                }
                if (!here.isEmpty() && kept.contains(here)) {
                    found.add(endpoint);
                }
            }
            return List.copyOf(found);
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
