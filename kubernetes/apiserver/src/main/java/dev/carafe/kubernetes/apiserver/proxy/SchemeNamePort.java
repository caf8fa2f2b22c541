package dev.carafe.kubernetes.apiserver.proxy;

import java.util.Optional;

/**
 * What stands in the place of a name in a proxied path: {@code name}, {@code name:port} or {@code scheme:name:port}
 * (k8s.io/apimachinery/pkg/util/net, SplitSchemeNamePort).
 *
 * @param scheme http, https, or empty
 * @param port a number or a port's name, or empty
 */
record SchemeNamePort(String scheme, String name, String port) {
    /** Reads it; empty where it has none of the three forms. */
    static Optional<SchemeNamePort> parse(String text) {
        String[] parts = text.split(":", -1);
        SchemeNamePort read = switch (parts.length) {
            case 1 -> new SchemeNamePort("", parts[0], "");
            case 2 -> new SchemeNamePort("", parts[0], parts[1]);
            case 3 -> new SchemeNamePort(parts[0], parts[1], parts[2]);
            default -> new SchemeNamePort("", "", "");
        };
        boolean known = read.scheme.isEmpty() || read.scheme.equals("http") || read.scheme.equals("https");
        return known && !read.name.isEmpty() ? Optional.of(read) : Optional.empty();
    }

    /** The scheme to speak. */
    String schemeOrHttp() {
        return scheme.isEmpty() ? "http" : scheme;
    }
}
