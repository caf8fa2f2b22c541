package dev.carafe.kubernetes.apiserver.metrics;

import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.util.Locale;

/**
 * What tells one kind of request from another (k8s.io/apiserver/pkg/endpoints/metrics).
 *
 * @param verb such as LIST, in upper case
 * @param scope resource, namespace or cluster; empty for what is no resource
 * @param dryRun All or empty
 */
record RequestLabels(
        String verb, String group, String version, String resource, String subresource, String scope, String dryRun) {

    /** The labels of a request for something that is served. */
    static RequestLabels of(RequestInfo info, boolean dryRun) {
        String scope = !info.name().isEmpty() ? "resource" : !info.namespace().isEmpty() ? "namespace" : "cluster";
        return new RequestLabels(
                verb(info),
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                scope,
                dryRun ? "All" : "");
    }

    /** The labels of a request for a path that is no resource. */
    static RequestLabels ofPath(RequestInfo info) {
        return new RequestLabels(info.verb().toUpperCase(Locale.ROOT), "", "", "", info.path(), "", "");
    }

    private static String verb(RequestInfo info) {
        return switch (info.verb()) {
            case "create" -> info.isLongRunning() ? "CONNECT" : "POST";
            case "update" -> "PUT";
            default -> info.verb().toUpperCase(Locale.ROOT);
        };
    }

    boolean isMutating() {
        return switch (verb) {
            case "POST", "PUT", "PATCH", "DELETE", "DELETECOLLECTION" -> true;
            default -> false;
        };
    }

    /** As Prometheus writes labels, in the order of their names. */
    String text() {
        return "component=\"" + (resource.isEmpty() ? "" : "apiserver") + "\",dry_run=\"" + dryRun + "\",group=\""
                + group
                + "\",resource=\"" + resource + "\",scope=\"" + scope + "\",subresource=\"" + subresource + "\",verb=\""
                + verb + "\",version=\"" + version + "\"";
    }

    /** The same without whether it was a dry run, for those that go on. */
    String longRunningText() {
        return "component=\"apiserver\",group=\"" + group + "\",resource=\"" + resource + "\",scope=\"" + scope
                + "\",subresource=\"" + subresource + "\",verb=\"" + verb + "\",version=\"" + version + "\"";
    }
}
