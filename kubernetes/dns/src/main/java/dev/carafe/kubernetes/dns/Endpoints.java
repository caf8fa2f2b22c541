package dev.carafe.kubernetes.dns;

import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads endpoint slices, and the names that addresses make. Pure. */
final class Endpoints {
    private static final int DASHES_OF_IPV4 = 3;

    private Endpoints() {}

    /** All ready endpoints. */
    static List<Target> of(EndpointSlice slice) {
        return of(slice, false, PortFilter.ANY);
    }

    /** The endpoints that have one of the ports; a slice without ports counts where any will do. */
    static List<Target> of(EndpointSlice slice, boolean alsoNotReady, PortFilter filter) {
        if (slice.addressType().equals("FQDN")) {
            return List.of();
        }
        List<Integer> ports = slice.ports().stream()
                .filter(port -> filter.takes(port.name(), port.protocol()))
                .map(EndpointPort::port)
                .toList();
        if (ports.isEmpty() && !filter.isAny()) {
            return List.of();
        }
        List<Target> found = new ArrayList<>();
        for (Endpoint endpoint : slice.endpoints()) {
            boolean ready =
                    !endpoint.conditions().hasReady() || endpoint.conditions().ready();
            if (ready || alsoNotReady) {
                String hostname = endpoint.hostname();
                for (String address : endpoint.addresses()) {
                    String name = hostname.isEmpty() ? labelOf(address) : hostname;
                    ClusterObjects.parse(address).ifPresent(parsed -> found.add(new Target(name, parsed, ports)));
                }
            }
        }
        return found;
    }

    /** The address as it is written, with dashes: a label that is unique beneath a service. */
    static String labelOf(String address) {
        return address.replace('.', '-').replace(':', '-');
    }

    /** The address that such a label stands for. */
    static Optional<InetAddress> addressOf(String label) {
        long dashes = label.chars().filter(c -> c == '-').count();
        boolean v4 = dashes == DASHES_OF_IPV4 && !label.contains("--");
        return ClusterObjects.parse(label.replace('-', v4 ? '.' : ':'));
    }
}
