package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/**
 * What a path names.
 *
 * @param namespace empty for resources of the whole cluster and for lists over all namespaces
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
record Target(ResourceDeclaration resource, String namespace, String name, String subresource) {
    private static final Map<String, List<ResourceDeclaration>> SERVED =
            BuiltinResources.load().byGroupVersion();

    GroupResource groupResource() {
        return new GroupResource(resource.group(), resource.name());
    }

    /** Such as {@code apps/deployments}: objects are kept by resource, whatever the version. */
    String storage() {
        boolean event = resource.name().equals("events"); // one kind in two groups
        return (event ? "" : resource.group()) + "/" + resource.name();
    }

    boolean hasStatus() {
        return served(resource.group(), resource.version()).stream()
                .anyMatch(row -> row.name().equals(resource.name() + "/status"));
    }

    static List<ResourceDeclaration> served(String group, String version) {
        return SERVED.getOrDefault(group + "/" + version, List.of());
    }

    static Iterable<String> groupVersions() {
        return SERVED.keySet().stream().sorted().toList();
    }

    static Target parse(String path) {
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : path.substring(1).split("/")) {
            parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
        }
        String group = "api".equals(next(parts)) ? "" : next(parts);
        String version = next(parts);
        String first = next(parts);
        String namespace = "";
        if (first.equals("namespaces")
                && parts.size() >= 2
                && isResource(group, version, List.copyOf(parts).get(1))) {
            namespace = next(parts);
            first = next(parts);
        }
        String plural = first;
        ResourceDeclaration resource = served(group, version).stream()
                .filter(row -> row.name().equals(plural))
                .findFirst()
                .orElseThrow(StatusError::pathNotFound);
        return new Target(resource, namespace, next(parts), next(parts));
    }

    private static boolean isResource(String group, String version, String plural) {
        return served(group, version).stream().anyMatch(row -> row.name().equals(plural) && row.namespaced());
    }

    private static String next(ArrayDeque<String> parts) {
        String part = parts.poll();
        return part == null ? "" : part;
    }
}
