package dev.carafe.etcd.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may ask by HTTP. Source: etcd {@code server/embed/etcd.go} and {@code server/etcdserver/api/etcdhttp}.
 *
 * @param hosts the names of this server by which plain HTTP is served, so that no page of a foreign name that leads here can
 *     ask (CVE-2018-5702); {@code *} or none for all (etcd's {@code --host-whitelist})
 * @param origins the pages whose scripts may read answers; {@code *} for all (etcd's {@code --cors})
 */
public record HttpAccess(Set<String> hosts, Set<String> origins) {
    private static final String EVERY = "*";

    /** All. */
    public static final HttpAccess ALL = of(List.of(EVERY), List.of(EVERY));

    /** Under all names, for the scripts of none. */
    static final HttpAccess NO_SCRIPTS = of(List.of(EVERY), List.of());

    public HttpAccess {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /** Of lists that may hold nothing in some places, as flags do. */
    public static HttpAccess of(List<String> hosts, List<String> origins) {
        return new HttpAccess(said(hosts), said(origins));
    }

    private static Set<String> said(List<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether plain HTTP is served under a name. */
    boolean serves(String hostHeader) {
        return hosts.isEmpty() || hosts.contains(EVERY) || hosts.contains(hostname(hostHeader));
    }

    /** Which pages a browser is to show an answer to, as the header says it; empty for none. */
    String readers(String origin) {
        if (origins.contains(EVERY)) {
            return EVERY;
        }
        return origins.contains(origin) ? origin : "";
    }

    /** A header's name without the port. */
    static String hostname(String hostHeader) {
        try {
            String host = new URI("http://" + hostHeader).getHost();
            if (host == null) {
                return hostHeader;
            }
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        } catch (URISyntaxException e) {
            return hostHeader; // no name that anybody would list
        }
    }
}
