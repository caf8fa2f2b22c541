package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.client.ListOptions;

/**
 * Which objects of a resource an informer keeps; empty parts do not restrict.
 *
 * @param fieldSelector such as {@code spec.nodeName=n1}
 */
public record Scope(String namespace, String labelSelector, String fieldSelector) {
    /** All objects of the cluster. */
    public static final Scope ALL = new Scope("", "", "");

    /** The objects that a field selector selects. */
    public static Scope fields(String fieldSelector) {
        return new Scope("", "", fieldSelector);
    }

    /** The objects of a namespace. */
    public static Scope namespaced(String namespace) {
        return new Scope(namespace, "", "");
    }

    ListOptions options() {
        return ListOptions.ALL.withLabelSelector(labelSelector).withFieldSelector(fieldSelector);
    }
}
