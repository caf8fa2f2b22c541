package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of several classes is the default one. */
final class DefaultClass {
    private DefaultClass() {}

    /** The name of the class that an annotation marks; of several the newest, then the first by name. */
    static Optional<String> of(Stream<ObjectMeta> classes, String annotation) {
        Comparator<ObjectMeta> newestFirst = Comparator.comparing(
                        (ObjectMeta metadata) -> metadata.creationTimestamp().orElse(Instant.EPOCH))
                .reversed();
        return classes.filter(metadata -> "true".equals(metadata.annotations().get(annotation)))
                .min(newestFirst.thenComparing(ObjectMeta::name))
                .map(ObjectMeta::name);
    }
}
