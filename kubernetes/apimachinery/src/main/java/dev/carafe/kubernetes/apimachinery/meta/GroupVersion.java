package dev.carafe.kubernetes.apimachinery.meta;

import dev.carafe.kubernetes.apimachinery.value.Quoted;

/**
 * A group in one version.
 *
 * @param group empty for the core group
 */
public record GroupVersion(String group, String version) {
    /**
     * Reads an {@code apiVersion}, such as {@code apps/v1} or {@code v1}.
     *
     * @throws IllegalArgumentException in upstream's words when there is more than one slash
     */
    public static GroupVersion parse(String apiVersion) {
        if (apiVersion.isEmpty() || apiVersion.equals("/")) {
            return new GroupVersion("", "");
        }
        int slash = apiVersion.indexOf('/');
        if (slash < 0) {
            return new GroupVersion("", apiVersion);
        }
        if (apiVersion.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("unexpected GroupVersion string: " + Quoted.of(apiVersion));
        }
        return new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
    }

    public GroupVersionKind withKind(String kind) {
        return new GroupVersionKind(group, version, kind);
    }

    public GroupVersionResource withResource(String resource) {
        return new GroupVersionResource(group, version, resource);
    }

    /** The form of {@code apiVersion}. */
    @Override
    public String toString() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
