package dev.carafe.etcd.http;

import java.util.Map;

/**
 * An answer that is whole.
 *
 * @param status HTTP's code
 * @param contentType empty for none
 * @param body text
 * @param headers others, by their names
 */
public record HttpAnswer(int status, String contentType, String body, Map<String, String> headers) {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /** Without other headers. */
    public HttpAnswer(int status, String contentType, String body) {
        this(status, contentType, body, Map.of());
    }

    static HttpAnswer text(int status, String body) {
        return new HttpAnswer(status, TEXT, body);
    }

    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, JSON, body);
    }

    static HttpAnswer notFound() {
        return text(404, "404 page not found\n");
    }
}
