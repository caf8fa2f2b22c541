package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.DownwardAPIProjection;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeSource;
import dev.carafe.kubernetes.api.core.v1.EmptyDirVolumeSource;
import dev.carafe.kubernetes.api.core.v1.EphemeralVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.ProjectedVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;

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
            changed = Changes.one(changed, changed.downwardAPI(), VolumeDefaults::downward, Volume::withDownwardAPI);
        }
        if (changed.hasProjected()) {
            changed = Changes.one(changed, changed.projected(), VolumeDefaults::projected, Volume::withProjected);
        }
        if (changed.hasHostPath() && !changed.hostPath().hasType()) {
            changed = changed.withHostPath(changed.hostPath().withType(""));
        }
        if (changed.hasImage() && changed.image().pullPolicy().isEmpty()) {
            changed = changed.withImage(changed.image()
                    .withPullPolicy(ImageTag.pullPolicy(changed.image().reference())));
        }
        if (changed.hasAzureDisk() && !changed.azureDisk().hasReadOnly()) {
            changed = changed.withAzureDisk(changed.azureDisk().withReadOnly(false));
        }
        if (changed.hasEphemeral()) {
            changed = changed.withEphemeral(ephemeral(changed.ephemeral()));
        }
        return changed;
    }

    private static ProjectedVolumeSource projected(ProjectedVolumeSource source) {
        ProjectedVolumeSource changed = source.hasDefaultMode() ? source : source.withDefaultMode(FILE_MODE);
        return Changes.each(changed, changed.sources(), VolumeDefaults::projection, ProjectedVolumeSource::withSources);
    }

    private static VolumeProjection projection(VolumeProjection projection) {
        VolumeProjection changed = projection;
        if (changed.hasServiceAccountToken() && !changed.serviceAccountToken().hasExpirationSeconds()) {
            changed = changed.withServiceAccountToken(
                    changed.serviceAccountToken().withExpirationSeconds(TOKEN_SECONDS));
        }
        if (changed.hasDownwardAPI()) {
            changed = Changes.one(
                    changed,
                    changed.downwardAPI(),
                    source -> Changes.each(
                            source, source.items(), VolumeDefaults::file, DownwardAPIProjection::withItems),
                    VolumeProjection::withDownwardAPI);
        }
        return changed;
    }

    private static DownwardAPIVolumeSource downward(DownwardAPIVolumeSource source) {
        DownwardAPIVolumeSource changed = source.hasDefaultMode() ? source : source.withDefaultMode(FILE_MODE);
        return Changes.each(changed, changed.items(), VolumeDefaults::file, DownwardAPIVolumeSource::withItems);
    }

    private static DownwardAPIVolumeFile file(DownwardAPIVolumeFile given) {
        DownwardAPIVolumeFile file = given;
        if (file.hasFieldRef() && file.fieldRef().apiVersion().isEmpty()) {
            file = file.withFieldRef(file.fieldRef().withApiVersion("v1"));
        }
        return file.hasResourceFieldRef()
                ? Changes.one(
                        file,
                        file.resourceFieldRef(),
                        ContainerDefaults::divisor,
                        DownwardAPIVolumeFile::withResourceFieldRef)
                : file;
    }

    private static EphemeralVolumeSource ephemeral(EphemeralVolumeSource source) {
        PersistentVolumeClaimSpec spec = source.volumeClaimTemplate().spec();
        return spec.hasVolumeMode() || !source.hasVolumeClaimTemplate()
                ? source
                : source.withVolumeClaimTemplate(
                        source.volumeClaimTemplate().withSpec(spec.withVolumeMode("Filesystem")));
    }
}
