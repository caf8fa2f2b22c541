package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.PodCertificateProjection;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What clients are warned of in volumes of files: two files at one path, or one where another needs a folder ({@code
 * warningsForOverlappingVirtualPaths} of pkg/api/pod).
 */
final class PathWarnings {
    /** Volumes with more files are not looked through: each is compared with all before it. */
    private static final int PATHS_MAX = 2000;

    private final Consumer<String> warnings;

    /** @param warnings takes them */
    PathWarnings(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** A file, and what it is from, empty where the volume has one source. */
    private record Source(String path, String from) {
        @Override
        public String toString() {
            return from.isEmpty() ? Quoted.of(path) : Quoted.of(path) + " (" + from + ")";
        }

        boolean overlaps(Source other) {
            String folder = path + "/";
            String otherFolder = other.path() + "/";
            return !other.path().isEmpty() && (folder.startsWith(otherFolder) || otherFolder.startsWith(folder));
        }
    }

    void volume(Volume volume) {
        if (volume.hasConfigMap()) {
            String what = "ConfigMap " + Quoted.of(volume.configMap().name());
            overlaps(volume, what, keys(volume.configMap().items(), ""));
        }
        if (volume.hasSecret()) {
            String what = "Secret " + Quoted.of(volume.secret().secretName());
            overlaps(volume, what, keys(volume.secret().items(), ""));
        }
        if (volume.hasDownwardAPI()) {
            overlaps(volume, "DownwardAPI", files(volume.downwardAPI().items(), ""));
        }
        if (volume.hasProjected()) {
            List<Source> all = new ArrayList<>();
            for (VolumeProjection projection : volume.projected().sources()) {
                if (projection.struct().isEmpty()) {
                    warnings.accept("volume " + Quoted.of(volume.name()) + " (Projected) has no sources provided");
                }
                sources(projection).forEach(all::add);
            }
            overlaps(volume, "Projected", all.stream());
        }
    }

    private static Stream<Source> sources(VolumeProjection projection) {
        if (projection.configMap().hasItems()) {
            return keys(
                    projection.configMap().items(),
                    "ConfigMap " + Quoted.of(projection.configMap().name()));
        }
        if (projection.secret().hasItems()) {
            return keys(
                    projection.secret().items(),
                    "Secret " + Quoted.of(projection.secret().name()));
        }
        if (projection.downwardAPI().hasItems()) {
            return files(projection.downwardAPI().items(), "DownwardAPI");
        }
        if (projection.hasServiceAccountToken()) {
            return Stream.of(new Source(projection.serviceAccountToken().path(), "ServiceAccountToken"));
        }
        if (projection.hasClusterTrustBundle()) {
            var bundle = projection.clusterTrustBundle();
            String name = bundle.hasName() ? bundle.name() : bundle.signerName();
            return Stream.of(new Source(bundle.path(), "ClusterTrustBundle " + Quoted.of(name)));
        }
        return certificate(projection.podCertificate());
    }

    private static Stream<Source> certificate(PodCertificateProjection certificate) {
        return Stream.of(
                        new Source(certificate.certificateChainPath(), "PodCertificate chain"),
                        new Source(certificate.keyPath(), "PodCertificate key"),
                        new Source(certificate.credentialBundlePath(), "PodCertificate credential bundle"))
                .filter(source -> !source.path().isEmpty());
    }

    private static Stream<Source> keys(List<KeyToPath> keys, String from) {
        return keys.stream().map(key -> new Source(key.path(), from));
    }

    private static Stream<Source> files(List<DownwardAPIVolumeFile> files, String from) {
        return files.stream().map(file -> new Source(file.path(), from));
    }

    private void overlaps(Volume volume, String what, Stream<Source> sources) {
        List<Source> before = new ArrayList<>();
        sources.limit(PATHS_MAX).forEach(source -> {
            Source trimmed = new Source(trimmed(source.path()), source.from());
            if (!trimmed.path().isEmpty()) {
                before.stream()
                        .filter(trimmed::overlaps)
                        .forEach(other -> warnings.accept("volume " + Quoted.of(volume.name()) + " (" + what
                                + "): overlapping paths: " + trimmed + " with " + other));
            }
            before.add(trimmed);
        });
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
