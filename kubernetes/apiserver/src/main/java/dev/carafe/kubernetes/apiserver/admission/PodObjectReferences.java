package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvFromSource;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What kinds of objects a pod needs ({@code HasAPIObjectReference} of upstream's pkg/api/pod). */
final class PodObjectReferences {
    private PodObjectReferences() {}

    /** The first kind, in upstream's words; empty for a pod that needs none. */
    static Optional<String> first(PodSpec pod) {
        if (!pod.serviceAccountName().isEmpty()) {
            return Optional.of("serviceaccounts");
        }
        boolean secrets = !pod.imagePullSecrets().isEmpty()
                || environment(pod, EnvFromSource::hasSecretRef, EnvVarSource::hasSecretKeyRef)
                || pod.volumes().stream().anyMatch(PodObjectReferences::hasSecret);
        if (secrets) {
            return Optional.of("secrets");
        }
        boolean configMaps = environment(pod, EnvFromSource::hasConfigMapRef, EnvVarSource::hasConfigMapKeyRef)
                || pod.volumes().stream()
                        .anyMatch(volume -> volume.hasConfigMap() || projects(volume, VolumeProjection::hasConfigMap));
        if (configMaps) {
            return Optional.of("configmaps");
        }
        if (!pod.resourceClaims().isEmpty()) {
            return Optional.of("resourceclaims");
        }
        return pod.volumes().stream()
                .map(PodObjectReferences::of)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean environment(PodSpec pod, Predicate<EnvFromSource> from, Predicate<EnvVarSource> variable) {
        Stream<Container> ephemeral =
                pod.ephemeralContainers().stream().map(container -> new Container(container.struct()));
        return Stream.of(pod.initContainers().stream(), pod.containers().stream(), ephemeral)
                .flatMap(containers -> containers)
                .anyMatch(container -> container.envFrom().stream().anyMatch(from)
                        || container.env().stream().anyMatch(entry -> variable.test(entry.valueFrom())));
    }

    private static boolean projects(Volume volume, Predicate<VolumeProjection> what) {
        return volume.projected().sources().stream().anyMatch(what);
    }

    private static boolean hasSecret(Volume volume) {
        return volume.hasSecret()
                || projects(volume, VolumeProjection::hasSecret)
                || volume.csi().hasNodePublishSecretRef()
                || !volume.azureFile().secretName().isEmpty()
                || volume.cephfs().hasSecretRef()
                || volume.cinder().hasSecretRef()
                || volume.flexVolume().hasSecretRef()
                || volume.iscsi().hasSecretRef()
                || volume.rbd().hasSecretRef()
                || volume.scaleIO().hasSecretRef()
                || volume.storageos().hasSecretRef();
    }

    private static Optional<String> of(Volume volume) {
        if (volume.hasCsi()) {
            return Optional.of("csidrivers (via CSI volumes)");
        } else if (volume.hasGlusterfs()) {
            return Optional.of("endpoints (via glusterFS volumes)");
        } else if (volume.hasPersistentVolumeClaim()) {
            return Optional.of("persistentvolumeclaims");
        } else if (volume.hasEphemeral()) {
            return Optional.of("persistentvolumeclaims (via ephemeral volumes)");
        } else if (volume.hasAzureFile()) {
            return Optional.of("secrets (via azureFile volumes)");
        }
        return volume.projected().sources().stream()
                .map(PodObjectReferences::of)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> of(VolumeProjection source) {
        if (source.hasServiceAccountToken()) {
            return Optional.of("serviceaccounts (via projected volumes)");
        } else if (source.hasClusterTrustBundle()) {
            return Optional.of("clustertrustbundles");
        }
        return source.hasPodCertificate() ? Optional.of("podcertificates") : Optional.empty();
    }
}
