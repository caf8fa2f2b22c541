package dev.carafe.kubernetes.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to an API server.
 *
 * @param method the HTTP method
 * @param path such as {@code /api/v1/namespaces/default/pods}; its segments are percent-encoded where they must be
 * @param query the encoded query without its question mark; empty for none
 * @param contentType the body's media type; empty without a body
 * @param body the body as a JSON value, or null
 */
public record ApiRequest(
        String method,
        String path,
        String query,
        String contentType,
        @Nullable Object body) {
    public static final String JSON = "application/json";

    /** A request without a body. */
    public static ApiRequest of(String method, String path, String query) {
        return new ApiRequest(method, path, query, "", null);
    }

    /** A request with a JSON body. */
    public static ApiRequest of(String method, String path, String query, Object body) {
        return new ApiRequest(method, path, query, JSON, body);
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The method and target, for messages; never the body, which may be secret. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }
}
