package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.AppArmorProfile;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.SecurityProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AppArmor profiles that a pod names in annotations, as was done before there was a field for them: the field says so too ({@code
 * applyAppArmorVersionSkew} of pkg/registry/core/pod).
 */
final class AppArmorAnnotations {
    private static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
    private static final String LOCALHOST = "localhost/";
    private static final String ADVICE = "deprecated since v1.30; use the \"appArmorProfile\" field instead";

    private AppArmorAnnotations() {}

    /** What an annotation means; empty where it means nothing. */
    static Optional<AppArmorProfile> profile(String annotation) {
        return switch (annotation) {
            case "unconfined" -> Optional.of(new AppArmorProfile().withType("Unconfined"));
            case "runtime/default" -> Optional.of(new AppArmorProfile().withType("RuntimeDefault"));
            default ->
                annotation.startsWith(LOCALHOST) && annotation.length() > LOCALHOST.length()
                        ? Optional.of(new AppArmorProfile()
                                .withType("Localhost")
                                .withLocalhostProfile(annotation.substring(LOCALHOST.length())))
                        : Optional.empty();
        };
    }

    /** The pod with a field for each annotation that says more than the field of the pod does. */
    static Pod withFields(Pod pod) {
        if (!isConcerned(pod)) {
            return pod;
        }
        PodSpec spec = pod.spec();
        Map<String, String> annotations = pod.metadata().annotations();
        PodSpec synced = spec.withContainers(synced(spec.containers(), spec, annotations));
        if (!spec.initContainers().isEmpty()) {
            synced = synced.withInitContainers(synced(spec.initContainers(), spec, annotations));
        }
        return pod.withSpec(synced);
    }

    private static boolean isConcerned(Pod pod) {
        return !pod.spec().os().name().equals("windows")
                && pod.metadata().annotations().keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    private static List<Container> synced(List<Container> containers, PodSpec spec, Map<String, String> annotations) {
        return containers.stream()
                .map(container -> unsaid(container, annotations)
                        .flatMap(AppArmorAnnotations::valid)
                        .filter(profile -> !isOfPod(profile, spec))
                        .map(profile -> container.withSecurityContext(
                                container.securityContext().withAppArmorProfile(profile)))
                        .orElse(container))
                .toList();
    }

    /** Warns of annotations that stand for fields, and of those that no field can be made of. */
    static List<String> warnings(Pod pod) {
        List<String> warnings = new ArrayList<>();
        if (!isConcerned(pod)) {
            return warnings;
        }
        for (Container container : all(pod.spec())) {
            Optional<String> annotation = unsaid(container, pod.metadata().annotations());
            boolean ofPod = annotation
                    .flatMap(AppArmorAnnotations::valid)
                    .filter(profile -> isOfPod(profile, pod.spec()))
                    .isPresent();
            if (annotation.isPresent() && !ofPod) {
                warnings.add(FieldPath.of("metadata", "annotations").key(PREFIX + container.name()) + ": " + ADVICE);
            }
        }
        return warnings;
    }

    /**
     * Warns of the annotation of a container in a template, which stays as it is.
     *
     * @param annotated where the annotations are
     */
    static Optional<String> warningOfTemplate(
            Container container, PodSpec spec, Map<String, String> annotations, FieldPath annotated) {
        return unsaid(container, annotations)
                .filter(annotation -> profile(annotation)
                        .filter(profile -> isOfPod(profile, spec))
                        .isEmpty())
                .map(_ -> annotated.key(PREFIX + container.name()) + ": " + ADVICE);
    }

    private static List<Container> all(PodSpec spec) {
        List<Container> all = new ArrayList<>(spec.initContainers());
        all.addAll(spec.containers());
        for (EphemeralContainer container : spec.ephemeralContainers()) {
            all.add(new Container(container.struct()));
        }
        return all;
    }

    /** The annotation of a container that has no field of its own. */
    private static Optional<String> unsaid(Container container, Map<String, String> annotations) {
        return container.securityContext().hasAppArmorProfile()
                ? Optional.empty()
                : Optional.ofNullable(annotations.get(PREFIX + container.name()));
    }

    private static Optional<AppArmorProfile> valid(String annotation) {
        return profile(annotation).filter(SecurityProfiles::isValid);
    }

    private static boolean isOfPod(AppArmorProfile profile, PodSpec spec) {
        return spec.securityContext().hasAppArmorProfile()
                && spec.securityContext().appArmorProfile().equals(profile);
    }
}
