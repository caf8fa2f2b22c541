package dev.carafe.cli.etcd;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses of members by where they lead (etcd {@code pkg/netutil}, {@code URLStringsEqual}). */
final class ResolvedUrls {
    private ResolvedUrls() {}

    /** Whether both lead to the same places, whatever names they have for them; false when a name is not known. */
    static boolean same(List<String> some, List<String> others) {
        if (Set.copyOf(some).equals(Set.copyOf(others))) {
            return true;
        }
        Optional<Set<Place>> first = places(some);
        return first.isPresent() && first.equals(places(others));
    }

    private record Place(String scheme, InetAddress host, int port) {}

    private static Optional<Set<Place>> places(List<String> urls) {
        try {
            return Optional.of(urls.stream().map(ResolvedUrls::place).collect(Collectors.toUnmodifiableSet()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // whoever reads them says what is wrong
        }
    }

    private static Place place(String text) {
        URI url = URI.create(text);
        if (url.getScheme() == null || url.getHost() == null) {
            throw new IllegalArgumentException(text);
        }
        try {
            return new Place(url.getScheme(), InetAddress.getByName(url.getHost()), url.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
