package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/**
 * Annotations in which pods had their init containers before there was a field for them: nobody reads them, and nothing is stored with them
 * ({@code DropInitContainerAnnotations} of pkg/api/pod).
 */
public final class InitContainerAnnotations {
    private static final List<String> NAMES = List.of(
            "pod.beta.kubernetes.io/init-containers",
            "pod.alpha.kubernetes.io/init-containers",
            "pod.beta.kubernetes.io/init-container-statuses",
            "pod.alpha.kubernetes.io/init-container-statuses");

    private InitContainerAnnotations() {}

    /** The pod without them. */
    public static Struct dropped(Struct pod) {
        Struct metadata = pod.struct("metadata");
        Struct annotations = metadata == null ? null : metadata.struct("annotations");
        if (metadata == null || annotations == null || NAMES.stream().noneMatch(annotations::has)) {
            return pod;
        }
        Struct left = annotations;
        for (String name : NAMES) {
            left = left.without(name);
        }
        return pod.with(
                "metadata", left.isEmpty() ? metadata.without("annotations") : metadata.with("annotations", left));
    }
}
