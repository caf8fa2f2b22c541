package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.function.Function;

/**
 * Names a resource and the view of its objects; each group and version's constants are generated, such as
 * {@code CoreV1.PODS}.
 *
 * @param group the API group, empty for the core group
 * @param version the version
 * @param plural the resource's name in paths
 * @param kind the kind of its objects
 * @param namespaced whether its objects live in namespaces
 * @param view makes a view of an object's tree
 * @param <T> the view's type
 */
public record ResourceType<T extends ApiObject<T>>(
        String group, String version, String plural, String kind, boolean namespaced, Function<Struct, T> view) {

    /** Such as {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The path beneath which the group and version is served: {@code /api/v1} or {@code /apis/apps/v1}. */
    public String basePath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
