package dev.carafe.kubernetes.apimachinery.meta;

/**
 * A kind without a version.
 *
 * @param group empty for the core group
 */
public record GroupKind(String group, String kind) {
    public GroupVersionKind withVersion(String version) {
        return new GroupVersionKind(group, version, kind);
    }

    /** Such as {@code Deployment.apps}, or {@code Pod} in the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
