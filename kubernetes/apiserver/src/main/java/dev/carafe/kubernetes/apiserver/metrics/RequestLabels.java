package dev.carafe.kubernetes.apiserver.metrics;

/**
 * What tells one kind of request from another (k8s.io/apiserver/pkg/endpoints/metrics).
 *
 * @param verb in upper case: an HTTP method, LIST, WATCH, APPLY or CONNECT
 * @param subresource such as status; of what is no resource the path
 * @param scope resource, namespace or cluster; empty for what is no resource
 * @param dryRun All, invalid or empty
 */
public record RequestLabels(
        String verb, String group, String version, String resource, String subresource, String scope, String dryRun) {
    /** What answers: the server, which for health and OpenAPI is not said. */
    String component() {
        return resource.isEmpty() && !subresource.startsWith("/api") ? "" : "apiserver";
    }

    boolean isMutating() {
        return switch (verb) {
            case "POST", "PUT", "PATCH", "APPLY", "DELETE" -> true;
            default -> false;
        };
    }

    boolean isRead() {
        return verb.equals("GET") || verb.equals("LIST");
    }
}
