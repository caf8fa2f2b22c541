package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceSubresourceScale;
import dev.carafe.kubernetes.apiserver.endpoints.ScalePaths;
import java.util.List;

/** Where a custom kind has what its scale shows: simple paths of field names. Functions only. */
final class CustomScale {
    private CustomScale() {}

    static ScalePaths paths(CustomResourceSubresourceScale scale) {
        return new ScalePaths(
                fields(scale.specReplicasPath()),
                fields(scale.statusReplicasPath()),
                fields(scale.labelSelectorPath()));
    }

    /** {@code .spec.replicas} as its names. */
    static List<String> fields(String path) {
        String names = path.startsWith(".") ? path.substring(1) : path;
        return names.isEmpty() ? List.of() : List.of(names.split("\\."));
    }
}
