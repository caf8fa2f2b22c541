package dev.carafe.kubernetes.kubelet.volume;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.kubelet.downward.ContainerResources;
import dev.carafe.kubernetes.kubelet.downward.DownwardException;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.downward.PodFields;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Collects the files of volumes that are made of data. Stateless but for the tokens; any thread. */
final class Payloads {
    private static final int DEFAULT_MODE = 0644;
    private static final int PRIVATE_MODE = 0600;

    private final ReferencedObjects objects;
    private final ServiceAccountTokens tokens;
    private final Supplier<NodeFacts> node;

    Payloads(ReferencedObjects objects, ServiceAccountTokens tokens, Supplier<NodeFacts> node) {
        this.objects = objects;
        this.tokens = tokens;
        this.node = node;
    }

    /** The files of a configMap, secret, downwardAPI or projected volume. */
    Map<String, ProjectedFile> of(Pod pod, Volume volume) throws IOException {
        if (volume.hasConfigMap()) {
            var source = volume.configMap();
            int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
            return configMap(pod, source.name(), source.items(), mode, source.optional());
        }
        if (volume.hasSecret()) {
            var source = volume.secret();
            int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
            return secret(pod, source.secretName(), source.items(), mode, source.optional());
        }
        if (volume.hasDownwardAPI()) {
            var source = volume.downwardAPI();
            return downward(pod, source.items(), source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE);
        }
        var source = volume.projected();
        int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
        Map<String, ProjectedFile> files = new HashMap<>();
        List<String> errors = new ArrayList<>();
        for (VolumeProjection projection : source.sources()) {
            try {
                files.putAll(projected(pod, projection, mode));
            } catch (IOException | StatusError e) {
                errors.add(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        if (!errors.isEmpty()) {
            throw new IOException(errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
        }
        return files;
    }

    private Map<String, ProjectedFile> projected(Pod pod, VolumeProjection projection, int mode) throws IOException {
        if (projection.hasConfigMap()) {
            var source = projection.configMap();
            return configMap(pod, source.name(), source.items(), mode, source.optional());
        }
        if (projection.hasSecret()) {
            var source = projection.secret();
            return secret(pod, source.name(), source.items(), mode, source.optional());
        }
        if (projection.hasDownwardAPI()) {
            return downward(pod, projection.downwardAPI().items(), mode);
        }
        if (projection.hasServiceAccountToken()) {
            var source = projection.serviceAccountToken();
            long user = PodUsers.common(pod);
            boolean owned = user >= 0 || PodUsers.group(pod) >= 0;
            byte[] token = tokens.get(pod, source).getBytes(StandardCharsets.UTF_8);
            return Map.of(source.path(), new ProjectedFile(token, owned ? PRIVATE_MODE : mode, user));
        }
        String kinds = projection.struct().isEmpty() ? "" : projection.struct().nameAt(0);
        throw new IOException("volume projection \"" + kinds + "\" is not supported by this kubelet");
    }

    private Map<String, ProjectedFile> configMap(
            Pod pod, String name, List<KeyToPath> items, int mode, boolean optional) throws IOException {
        Map<String, byte[]> data = new HashMap<>();
        try {
            ConfigMap map = objects.configMap(pod.namespace(), name);
            map.data().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
            data.putAll(map.binaryData());
        } catch (StatusError e) {
            passIfOptional(e, optional);
        }
        return select(data, items, mode, optional, "configmap references non-existent config key: ");
    }

    private Map<String, ProjectedFile> secret(Pod pod, String name, List<KeyToPath> items, int mode, boolean optional)
            throws IOException {
        Map<String, byte[]> data = new HashMap<>();
        try {
            Secret secret = objects.secret(pod.namespace(), name);
            data.putAll(secret.data());
        } catch (StatusError e) {
            passIfOptional(e, optional);
        }
        return select(data, items, mode, optional, "references non-existent secret key: ");
    }

    private static void passIfOptional(StatusError e, boolean optional) {
        if (!optional || e.code() != 404) {
            throw e;
        }
    }

    private static Map<String, ProjectedFile> select(
            Map<String, byte[]> data, List<KeyToPath> items, int mode, boolean optional, String missing)
            throws IOException {
        Map<String, ProjectedFile> files = new HashMap<>();
        if (items.isEmpty()) {
            data.forEach((key, value) -> files.put(key, ProjectedFile.of(value, mode)));
            return files;
        }
        for (KeyToPath item : items) {
            byte[] value = data.get(item.key());
            if (value != null) {
                files.put(item.path(), ProjectedFile.of(value, item.hasMode() ? item.mode() : mode));
            } else if (!optional) {
                throw new IOException(missing + item.key());
            }
        }
        return files;
    }

    private Map<String, ProjectedFile> downward(Pod pod, List<DownwardAPIVolumeFile> items, int mode)
            throws IOException {
        Map<String, ProjectedFile> files = new HashMap<>();
        for (DownwardAPIVolumeFile item : items) {
            try {
                String text = item.hasFieldRef()
                        ? PodFields.metadata(pod, item.fieldRef().fieldPath())
                        : ContainerResources.value(pod, item.resourceFieldRef(), node.get());
                files.put(item.path(), ProjectedFile.of(text, item.hasMode() ? item.mode() : mode));
            } catch (DownwardException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return files;
    }
}
