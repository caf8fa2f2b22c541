package dev.carafe.etcd.http;

/**
 * An answer that is whole.
 *
 * @param status HTTP's code
 * @param contentType empty for none
 * @param body text
 */
public record HttpAnswer(int status, String contentType, String body) {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

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
