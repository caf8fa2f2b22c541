package dev.carafe.kubernetes.controllermanager.endpointslicemirroring;

import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the slices of some Endpoints hold: a slice for each address type and set of ports; no I/O.
 *
 * @param contents the endpoints of each slice, in the order of the Endpoints
 * @param invalid how many addresses were no IP addresses
 * @param skipped how many addresses are not mirrored, those included that are invalid
 */
record Mirror(Map<Key, List<Endpoint>> contents, int invalid, int skipped) {
    /** Upstream's {@code --mirroring-max-endpoints-per-subset}. */
    static final int ADDRESSES_MAX = 1_000;

    /** Which slice. */
    record Key(String addressType, List<EndpointPort> ports) {}

    static Mirror of(Endpoints endpoints) {
        Map<Key, List<Endpoint>> contents = new LinkedHashMap<>();
        int invalid = 0;
        int skipped = 0;
        for (EndpointSubset subset : endpoints.subsets()) {
            List<EndpointPort> ports = ports(subset);
            int added = 0;
            for (Candidate candidate : candidates(subset)) {
                Optional<String> type = addressType(candidate.address().ip());
                if (type.isEmpty()) {
                    invalid++;
                    skipped++;
                } else if (added == ADDRESSES_MAX) {
                    skipped++;
                } else {
                    added++;
                    contents.computeIfAbsent(new Key(type.get(), ports), _ -> new ArrayList<>())
                            .add(endpoint(candidate));
                }
            }
        }
        contents.replaceAll((_, list) -> list.subList(0, Math.min(list.size(), ADDRESSES_MAX)));
        return new Mirror(contents, invalid, skipped);
    }

    private record Candidate(EndpointAddress address, boolean ready) {}

    private static List<Candidate> candidates(EndpointSubset subset) {
        List<Candidate> candidates = new ArrayList<>();
        subset.addresses().forEach(address -> candidates.add(new Candidate(address, true)));
        subset.notReadyAddresses().forEach(address -> candidates.add(new Candidate(address, false)));
        return candidates;
    }

    private static List<EndpointPort> ports(EndpointSubset subset) {
        List<EndpointPort> ports = new ArrayList<>();
        for (var port : subset.ports()) {
            EndpointPort entry = new EndpointPort()
                    .withName(port.name())
                    .withPort(port.port())
                    .withProtocol(port.protocol().isEmpty() ? "TCP" : port.protocol());
            ports.add(port.appProtocol().isEmpty() ? entry : entry.withAppProtocol(port.appProtocol()));
        }
        return ports;
    }

    private static Endpoint endpoint(Candidate candidate) {
        EndpointAddress address = candidate.address();
        Endpoint endpoint = new Endpoint()
                .withAddresses(List.of(address.ip()))
                .withConditions(new EndpointConditions().withReady(candidate.ready()));
        endpoint = address.hasTargetRef() ? endpoint.withTargetRef(address.targetRef()) : endpoint;
        endpoint = address.nodeName().isEmpty() ? endpoint : endpoint.withNodeName(address.nodeName());
        return address.hostname().isEmpty() ? endpoint : endpoint.withHostname(address.hostname());
    }

    /** {@code IPv4} or {@code IPv6}; empty for what is no address in numbers. */
    static Optional<String> addressType(String ip) {
        if (ip.indexOf(':') >= 0) {
            return ip.matches("[0-9a-fA-F:.]{2,45}") ? Optional.of("IPv6") : Optional.empty();
        }
        String[] parts = ip.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
        }
        return Optional.of("IPv4");
    }
}
