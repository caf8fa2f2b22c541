package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.apiserver.authentication.UserInfo;

/**
 * What a request wants, as authorizers see it.
 *
 * @param user who asks
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, …; for paths the lower-case HTTP method
 * @param group the API group of the resource, empty for core
 * @param version its version
 * @param resource the plural, empty for a request that is not about a resource
 * @param subresource such as status, or empty
 * @param namespace empty for the whole cluster
 * @param name the object's name, empty for a collection
 * @param path the URL's path
 */
public record Attributes(
        UserInfo user,
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {

    /** Whether the request is about a resource rather than a path such as {@code /healthz}. */
    public boolean isResourceRequest() {
        return !resource.isEmpty();
    }
}
