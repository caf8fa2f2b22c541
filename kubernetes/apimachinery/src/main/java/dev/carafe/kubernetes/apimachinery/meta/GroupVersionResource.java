package dev.carafe.kubernetes.apimachinery.meta;

/**
 * A resource in one version.
 *
 * @param group empty for the core group
 */
public record GroupVersionResource(String group, String version, String resource) {
    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }

    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    /** Such as {@code apps/v1, Resource=deployments}. */
    @Override
    public String toString() {
        return group + "/" + version + ", Resource=" + resource;
    }
}
