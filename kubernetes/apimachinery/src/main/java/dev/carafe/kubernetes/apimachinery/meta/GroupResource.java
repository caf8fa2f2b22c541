package dev.carafe.kubernetes.apimachinery.meta;

/**
 * A resource without a version.
 *
 * @param group empty for the core group
 */
public record GroupResource(String group, String resource) {
    public GroupVersionResource withVersion(String version) {
        return new GroupVersionResource(group, version, resource);
    }

    /** Such as {@code deployments.apps}, or {@code pods} in the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
