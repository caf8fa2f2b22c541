package dev.carafe.kubernetes.apiserver.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Where objects lie in the store, as upstream lays them out: {@code /registry/<resource>/<namespace>/<name>}, or below
 * another prefix than {@code /registry}.
 *
 * <p>Groups of Kubernetes' own do not appear in keys, but for a few that came later.
 */
public final class StorageKeys {
    /** Below what everything lies where nobody says otherwise (upstream's DefaultEtcdPathPrefix). */
    public static final String DEFAULT_ETCD_PREFIX = "/registry";

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

    private final String root;

    private StorageKeys(String root) {
        this.root = root;
    }

    /**
     * The keys below a prefix, which may be written with slashes around it or without (k8s.io/apiserver/pkg/storage/etcd3/store.go).
     *
     * @param etcdPrefix such as {@code /registry}; empty for the store's root
     */
    public static StorageKeys below(String etcdPrefix) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : etcdPrefix.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return new StorageKeys(parts.isEmpty() ? "/" : "/" + String.join("/", parts) + "/");
    }

    /** The keys of a server whom nobody told another prefix. */
    public static StorageKeys defaults() {
        return below(DEFAULT_ETCD_PREFIX);
    }

    /** What all keys begin with, with a slash at its end. */
    public String root() {
        return root;
    }

    /** The prefix of the entries of servers that are alive, with a slash at its end. */
    public String masterLeases() {
        return root + "masterleases/";
    }

    /** The key of the node ports that are taken. */
    public String nodePorts() {
        return root + "ranges/servicenodeports";
    }

    /** The prefix of all of a resource's objects, with a slash at its end. */
    public String prefix(String group, String resource) {
        return root + PLACES.getOrDefault(group + "/" + resource, resource) + "/";
    }

    /** The prefix of all of a custom resource's objects, with a slash at its end. */
    public String customPrefix(String group, String resource) {
        return root + group + "/" + resource + "/";
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
