package dev.carafe.cli.etcd;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses of members by where they lead (etcd {@code pkg/netutil}, {@code URLStringsEqual}). */
public final class ResolvedUrls {
    private ResolvedUrls() {}

    /**
     * What keeps two lists of addresses from leading to the same places, whatever names they have for them, in etcd's words; empty when
     * nothing does. A name that is not known leads nowhere.
     */
    public static Optional<String> difference(List<String> some, List<String> others) {
        if (some.size() != others.size()) {
            return Optional.of("len(" + quoted(some) + ") != len(" + quoted(others) + ")");
        }
        if (sorted(some).equals(sorted(others))) {
            return Optional.empty();
        }
        try {
            List<String> first =
                    sorted(some.stream().map(ResolvedUrls::resolved).toList());
            List<String> second =
                    sorted(others.stream().map(ResolvedUrls::resolved).toList());
            for (int i = 0; i < first.size(); i++) {
                if (!first.get(i).equals(second.get(i))) {
                    return Optional.of("resolved urls: \"" + first.get(i) + "\" != \"" + second.get(i) + "\"");
                }
            }
            return Optional.empty();
        } catch (UnknownHost e) {
            return Optional.of("lookup " + e.getMessage() + ": no such host");
        }
    }

    private static List<String> sorted(List<String> urls) {
        return urls.stream().sorted().toList();
    }

    private static String quoted(List<String> urls) {
        return urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(" ", "[", "]"));
    }

    private static String resolved(String text) {
        URI url = URI.create(text);
        try {
            String address = InetAddress.getByName(url.getHost()).getHostAddress();
            return url.getScheme() + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":"
                    + url.getPort();
        } catch (UnknownHostException e) {
            throw new UnknownHost(url.getHost(), e);
        }
    }

    private static final class UnknownHost extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownHost(String host, UnknownHostException cause) {
            super(host, cause);
        }
    }
}
