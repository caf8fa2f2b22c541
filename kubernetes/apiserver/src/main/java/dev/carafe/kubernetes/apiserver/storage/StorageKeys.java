package dev.carafe.kubernetes.apiserver.storage;

import java.util.Map;

/**
 * Where objects lie in the store, as upstream lays them out: {@code /registry/<resource>/<namespace>/<name>}.
 *
 * <p>Groups of Kubernetes' own do not appear in keys, but for a few that came later.
 */
public final class StorageKeys {
    private static final String ROOT = "/registry/";

    /** Resources whose place is not their plural; keyed by group/plural. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("/nodes", "minions"),
            Map.entry("/services", "services/specs"),
            Map.entry("/endpoints", "services/endpoints"),
            Map.entry("/replicationcontrollers", "controllers"),
            Map.entry("events.k8s.io/events", "events"),
            Map.entry("networking.k8s.io/ingresses", "ingress"),
            Map.entry("apiregistration.k8s.io/apiservices", "apiregistration.k8s.io/apiservices"),
            Map.entry(
                    "apiextensions.k8s.io/customresourcedefinitions",
                    "apiextensions.k8s.io/customresourcedefinitions"));

    private StorageKeys() {}

    /** The prefix of all of a resource's objects, with a slash at its end. */
    public static String prefix(String group, String resource) {
        return ROOT + PLACES.getOrDefault(group + "/" + resource, resource) + "/";
    }

    /** The prefix of all of a custom resource's objects, with a slash at its end. */
    public static String customPrefix(String group, String resource) {
        return ROOT + group + "/" + resource + "/";
    }

    /** The prefix of a resource's objects in a namespace, or of all of them where that is empty. */
    public static String inNamespace(String prefix, String namespace) {
        return namespace.isEmpty() ? prefix : prefix + namespace + "/";
    }

    /** The key of one object; an empty namespace is left out. */
    public static String key(String prefix, String namespace, String name) {
        return namespace.isEmpty() ? prefix + name : prefix + namespace + "/" + name;
    }
}
