package dev.carafe.conformance;

/**
 * A request to an API server.
 *
 * @param path with its query
 * @param type of the body, empty for none
 * @param accept what the client takes
 */
record ApiRequest(String method, String path, String type, String body, String accept) {
    private static final String JSON = "application/json";

    static ApiRequest of(String method, String path) {
        return new ApiRequest(method, path, "", "", JSON);
    }

    static ApiRequest of(String method, String path, String body) {
        return new ApiRequest(method, path, JSON, body, JSON);
    }

    ApiRequest withType(String other) {
        return new ApiRequest(method, path, other, body, accept);
    }

    ApiRequest accepting(String other) {
        return new ApiRequest(method, path, type, body, other);
    }

    /** Tells it from all others of the corpus. */
    String key() {
        return method + " " + path + (type.isEmpty() ? "" : " " + (type.equals(JSON) ? "" : type + " ") + body)
                + (accept.equals(JSON) ? "" : " accept " + accept);
    }
}
