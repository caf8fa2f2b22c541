package dev.carafe.kubernetes.controllermanager.endpointslice;

import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which slices to write so that they hold the wanted endpoints, with as few writes as possible; no I/O.
 *
 * <p>An endpoint stays in the slice it is in. New ones go first to slices that must be written anyway, then to one slice
 * with enough room, then to new slices.
 *
 * @param create the contents of new slices
 * @param update slices with changed contents
 * @param delete slices that nothing is left of
 */
record SlicePlan(List<Content> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    static final int ENDPOINTS_MAX = 100;

    /** What a new slice holds. */
    record Content(List<EndpointPort> ports, List<Endpoint> endpoints) {}

    /**
     * The plan for the slices of one address type.
     *
     * @param dirty slices that must be written whatever they hold, as their labels or owner are not right
     */
    static SlicePlan of(
            Map<List<EndpointPort>, List<Endpoint>> wanted,
            Collection<EndpointSlice> existing,
            Collection<EndpointSlice> dirty) {
        SlicePlan plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<List<EndpointPort>, List<EndpointSlice>> byPorts = new LinkedHashMap<>();
        wanted.keySet().forEach(ports -> byPorts.put(ports, new ArrayList<>()));
        existing.forEach(slice -> byPorts.computeIfAbsent(List.copyOf(slice.ports()), _ -> new ArrayList<>())
                .add(slice));
        Set<EndpointSlice> marked = new HashSet<>(dirty);
        byPorts.forEach((ports, slices) -> plan.group(ports, wanted.getOrDefault(ports, List.of()), slices, marked));
        if (wanted.isEmpty()) {
            plan.keepPlaceholder(existing);
        }
        return plan;
    }

    private void group(
            List<EndpointPort> ports, List<Endpoint> wanted, List<EndpointSlice> slices, Set<EndpointSlice> dirty) {
        if (wanted.isEmpty()) {
            delete.addAll(slices);
            return;
        }
        Map<String, Endpoint> missing = new LinkedHashMap<>();
        wanted.forEach(endpoint -> missing.put(identity(endpoint), endpoint));
        Map<EndpointSlice, List<Endpoint>> changed = new LinkedHashMap<>();
        List<EndpointSlice> unchanged = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            List<Endpoint> kept = new ArrayList<>();
            for (Endpoint endpoint : slice.endpoints()) {
                Endpoint now = missing.remove(identity(endpoint));
                if (now != null) {
                    kept.add(now);
                }
            }
            if (kept.equals(List.copyOf(slice.endpoints())) && !dirty.contains(slice)) {
                unchanged.add(slice);
            } else {
                changed.put(slice, kept);
            }
        }
        List<Endpoint> left = new ArrayList<>(missing.values());
        changed.values().stream()
                .sorted(Comparator.comparingInt((List<Endpoint> kept) -> -kept.size()))
                .forEach(kept -> fill(kept, left));
        placeRest(ports, left, changed, unchanged);
        changed.forEach((slice, kept) -> {
            if (kept.isEmpty()) {
                delete.add(slice);
            } else {
                update.add(slice.withEndpoints(kept));
            }
        });
    }

    private void placeRest(
            List<EndpointPort> ports,
            List<Endpoint> left,
            Map<EndpointSlice, List<Endpoint>> changed,
            List<EndpointSlice> unchanged) {
        while (left.size() >= ENDPOINTS_MAX) {
            create.add(take(ports, left));
        }
        if (left.isEmpty()) {
            return;
        }
        unchanged.stream()
                .filter(slice -> slice.endpoints().size() + left.size() <= ENDPOINTS_MAX)
                .max(Comparator.comparingInt(slice -> slice.endpoints().size()))
                .ifPresentOrElse(
                        slice -> {
                            List<Endpoint> more = new ArrayList<>(slice.endpoints());
                            more.addAll(left);
                            changed.put(slice, more);
                        },
                        () -> create.add(take(ports, left)));
    }

    private static Content take(List<EndpointPort> ports, List<Endpoint> left) {
        List<Endpoint> taken = new ArrayList<>();
        fill(taken, left);
        return new Content(ports, taken);
    }

    private static void fill(List<Endpoint> into, List<Endpoint> left) {
        while (into.size() < ENDPOINTS_MAX && !left.isEmpty()) {
            into.add(left.removeFirst());
        }
    }

    /** A service without endpoints has one empty slice, which tells it from one that was not looked at yet. */
    private void keepPlaceholder(Collection<EndpointSlice> existing) {
        List<EndpointSlice> placeholders = existing.stream()
                .filter(slice -> slice.endpoints().isEmpty() && slice.ports().isEmpty())
                .toList();
        if (placeholders.isEmpty()) {
            create.add(new Content(List.of(), List.of()));
        } else {
            delete.remove(placeholders.getFirst());
        }
    }

    /** The same pod under the same address is the same endpoint. */
    private static String identity(Endpoint endpoint) {
        return String.join(",", endpoint.addresses()) + "/"
                + endpoint.targetRef().uid();
    }
}
