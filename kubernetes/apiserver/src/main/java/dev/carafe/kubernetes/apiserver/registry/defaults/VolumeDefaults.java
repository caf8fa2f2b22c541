package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.EmptyDirVolumeSource;
import dev.carafe.kubernetes.api.core.v1.EphemeralVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.ProjectedVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import java.util.List;

/** Defaults of a pod's volume. */
final class VolumeDefaults {
    private static final int FILE_MODE = 0644;
    private static final long TOKEN_SECONDS = 3600;

    private VolumeDefaults() {}

    static Volume volume(Volume volume) {
        Volume changed = volume;
        if (changed.struct().without("name").isEmpty()) {
            changed = changed.withEmptyDir(new EmptyDirVolumeSource());
        }
        if (changed.hasSecret() && !changed.secret().hasDefaultMode()) {
            changed = changed.withSecret(changed.secret().withDefaultMode(FILE_MODE));
        }
        if (changed.hasConfigMap() && !changed.configMap().hasDefaultMode()) {
            changed = changed.withConfigMap(changed.configMap().withDefaultMode(FILE_MODE));
        }
        if (changed.hasDownwardAPI()) {
            var source = changed.downwardAPI();
            source = source.items().isEmpty() ? source : source.withItems(files(source.items()));
            changed = changed.withDownwardAPI(source.hasDefaultMode() ? source : source.withDefaultMode(FILE_MODE));
        }
        if (changed.hasProjected()) {
            changed = changed.withProjected(projected(changed.projected()));
        }
        if (changed.hasHostPath() && !changed.hostPath().hasType()) {
            changed = changed.withHostPath(changed.hostPath().withType(""));
        }
        if (changed.hasImage() && changed.image().pullPolicy().isEmpty()) {
            changed = changed.withImage(changed.image()
                    .withPullPolicy(ImageTag.pullPolicy(changed.image().reference())));
        }
        if (changed.hasEphemeral()) {
            changed = changed.withEphemeral(ephemeral(changed.ephemeral()));
        }
        return changed;
    }

    private static ProjectedVolumeSource projected(ProjectedVolumeSource source) {
        ProjectedVolumeSource changed = source.hasDefaultMode() ? source : source.withDefaultMode(FILE_MODE);
        return changed.sources().isEmpty()
                ? changed
                : changed.withSources(changed.sources().stream()
                        .map(VolumeDefaults::projection)
                        .toList());
    }

    private static VolumeProjection projection(VolumeProjection projection) {
        VolumeProjection changed = projection;
        if (changed.hasServiceAccountToken() && !changed.serviceAccountToken().hasExpirationSeconds()) {
            changed = changed.withServiceAccountToken(
                    changed.serviceAccountToken().withExpirationSeconds(TOKEN_SECONDS));
        }
        if (changed.hasDownwardAPI() && !changed.downwardAPI().items().isEmpty()) {
            changed = changed.withDownwardAPI(
                    changed.downwardAPI().withItems(files(changed.downwardAPI().items())));
        }
        return changed;
    }

    private static List<DownwardAPIVolumeFile> files(List<DownwardAPIVolumeFile> files) {
        return files.stream()
                .map(file -> file.hasFieldRef() && file.fieldRef().apiVersion().isEmpty()
                        ? file.withFieldRef(file.fieldRef().withApiVersion("v1"))
                        : file)
                .map(file -> file.hasResourceFieldRef()
                        ? file.withResourceFieldRef(ContainerDefaults.divisor(file.resourceFieldRef()))
                        : file)
                .toList();
    }

    private static EphemeralVolumeSource ephemeral(EphemeralVolumeSource source) {
        PersistentVolumeClaimSpec spec = source.volumeClaimTemplate().spec();
        return spec.hasVolumeMode()
                ? source
                : source.withVolumeClaimTemplate(
                        source.volumeClaimTemplate().withSpec(spec.withVolumeMode("Filesystem")));
    }
}
