package dev.carafe.kubernetes.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds an encoded query; empty, zero and false values are left out. Not thread-safe. */
final class Query {
    private final StringBuilder text = new StringBuilder();

    Query add(String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(encode(value));
        }
        return this;
    }

    Query add(String name, long value) {
        return value == 0 ? this : add(name, Long.toString(value));
    }

    Query add(String name, boolean value) {
        return value ? add(name, "true") : this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
