package dev.carafe.kubernetes.apiserver.proxy;

/**
 * The path of a proxied request, as it was sent.
 *
 * @param prefix up to and with {@code /proxy}
 * @param rest what follows, escapes and all; empty, or from a slash on
 * @param query empty, or from the question mark on
 */
record ProxiedPath(String prefix, String rest, String query) {
    /** {@code /api/v1/namespaces/NAMESPACE/RESOURCE/NAME/proxy}. */
    private static final int PREFIX_SEGMENTS = 7;

    static ProxiedPath of(String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question);
        int segments = 0;
        int at = 0;
        while (at < path.length() && segments < PREFIX_SEGMENTS) {
            while (at < path.length() && path.charAt(at) == '/') {
                at++;
            }
            segments++;
            while (at < path.length() && path.charAt(at) != '/') {
                at++;
            }
        }
        return new ProxiedPath(path.substring(0, at), path.substring(at), query);
    }

    String restWithQuery() {
        return (rest.isEmpty() ? "/" : rest) + query;
    }

    /** Where a request for the proxy itself is sent, so that it ends with a slash. */
    String redirected() {
        return prefix + "/" + query;
    }

    /** A redirection of the pod's, to the same place through this server; one to elsewhere stays. */
    String location(String value) {
        return value.startsWith("/") && !value.startsWith("//") ? prefix + value : value;
    }
}
