package dev.carafe.kubernetes.apimachinery.meta;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Objects;

/**
 * A kind in one version.
 *
 * @param group empty for the core group
 */
public record GroupVersionKind(String group, String version, String kind) {
    /**
     * The kind that an object says it is; parts it does not say are empty.
     *
     * @throws IllegalArgumentException when its {@code apiVersion} has more than one slash
     */
    public static GroupVersionKind of(Struct object) {
        return GroupVersion.parse(Objects.requireNonNullElse(object.string("apiVersion"), ""))
                .withKind(Objects.requireNonNullElse(object.string("kind"), ""));
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    /** Such as {@code apps/v1}. */
    public String apiVersion() {
        return groupVersion().toString();
    }

    /** Such as {@code apps/v1, Kind=Deployment}. */
    @Override
    public String toString() {
        return group + "/" + version + ", Kind=" + kind;
    }
}
