package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** A path with a query, built piece by piece; every piece is escaped. */
final class Target {
    private final StringBuilder text = new StringBuilder();
    private boolean query;

    Target(String... segments) {
        for (String segment : segments) {
            text.append('/').append(escape(segment));
        }
    }

    Target with(String name, String value) {
        text.append(query ? '&' : '?').append(escape(name)).append('=').append(escape(value));
        query = true;
        return this;
    }

    private static String escape(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
