package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvFromSource;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What other objects a pod refers to. */
final class PodReferences {
    private PodReferences() {}

    static boolean secret(Pod pod, String name) {
        return pod.spec().imagePullSecrets().stream()
                        .anyMatch(reference -> reference.name().equals(name))
                || volumes(
                        pod,
                        volume -> volume.secret().secretName().equals(name)
                                || (volume.hasCsi()
                                        && volume.csi()
                                                .nodePublishSecretRef()
                                                .name()
                                                .equals(name)),
                        projection -> projection.secret().name().equals(name))
                || environment(
                        pod,
                        source -> source.secretKeyRef().name().equals(name),
                        source -> source.secretRef().name().equals(name));
    }

    static boolean configMap(Pod pod, String name) {
        return volumes(
                        pod,
                        volume -> volume.configMap().name().equals(name),
                        projection -> projection.configMap().name().equals(name))
                || environment(
                        pod,
                        source -> source.configMapKeyRef().name().equals(name),
                        source -> source.configMapRef().name().equals(name));
    }

    static boolean claim(Pod pod, String name) {
        return pod.spec().volumes().stream()
                .anyMatch(volume -> volume.persistentVolumeClaim().claimName().equals(name)
                        || (volume.hasEphemeral() && name.equals(pod.name() + "-" + volume.name())));
    }

    private static boolean volumes(Pod pod, Predicate<Volume> direct, Predicate<VolumeProjection> projected) {
        return pod.spec().volumes().stream()
                .anyMatch(volume -> direct.test(volume)
                        || volume.projected().sources().stream().anyMatch(projected));
    }

    private static boolean environment(Pod pod, Predicate<EnvVarSource> variable, Predicate<EnvFromSource> from) {
        Stream<Container> containers =
                Stream.concat(pod.spec().containers().stream(), pod.spec().initContainers().stream());
        Stream<Container> ephemeral =
                pod.spec().ephemeralContainers().stream().map(container -> new Container(container.struct()));
        return Stream.concat(containers, ephemeral)
                .anyMatch(container -> container.env().stream().anyMatch(entry -> variable.test(entry.valueFrom()))
                        || container.envFrom().stream().anyMatch(from));
    }
}
