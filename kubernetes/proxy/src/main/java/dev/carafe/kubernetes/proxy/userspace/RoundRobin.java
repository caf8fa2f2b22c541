package dev.carafe.kubernetes.proxy.userspace;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Which endpoint comes next: each in turn, or for a service with affinity the one that the client had, while it is still
 * there and the client came back in time. Thread-safe.
 */
final class RoundRobin {
    /** Clients remembered at the most; the one that was away the longest is forgotten first. */
    static final int CLIENTS_MAX = 65_536;

    private final LongSupplier nowNs;

    /** Guarded by this, as are the fields below. */
    private final LinkedHashMap<String, Visit> visits = new LinkedHashMap<>(16, 0.75f, true);

    private List<Endpoint> endpoints = List.of();
    private long affinityNs;
    private Predicate<String> admitted = _ -> true;
    private int next;

    private record Visit(Endpoint endpoint, long atNs) {}

    RoundRobin(LongSupplier nowNs) {
        this.nowNs = nowNs;
    }

    /** @param admits whether a client of that address may come at all */
    synchronized void update(List<Endpoint> current, int affinitySeconds, Predicate<String> admits) {
        admitted = admits;
        endpoints = List.copyOf(current);
        affinityNs = affinitySeconds * 1_000_000_000L;
        visits.values().removeIf(visit -> affinitySeconds == 0 || !endpoints.contains(visit.endpoint()));
    }

    /** The endpoints to try for a client, the best first; empty where the service has none, or not for this client. */
    synchronized List<Endpoint> choose(String client) {
        if (endpoints.isEmpty() || !admitted.test(client)) {
            return List.of();
        }
        List<Endpoint> order = new ArrayList<>(endpoints.size());
        Visit visit = affinityNs == 0 ? null : visits.get(client);
        if (visit != null && nowNs.getAsLong() - visit.atNs() < affinityNs) {
            order.add(visit.endpoint());
        }
        int first = Math.floorMod(next++, endpoints.size());
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get((first + i) % endpoints.size());
            if (!order.contains(endpoint)) {
                order.add(endpoint);
            }
        }
        return order;
    }

    /** Notes that a client was given an endpoint. */
    synchronized void visited(String client, Endpoint endpoint) {
        if (affinityNs == 0) {
            return;
        }
        visits.put(client, new Visit(endpoint, nowNs.getAsLong()));
        if (visits.size() > CLIENTS_MAX) {
            Map.Entry<String, Visit> eldest = visits.firstEntry();
            visits.remove(eldest.getKey());
        }
    }
}
