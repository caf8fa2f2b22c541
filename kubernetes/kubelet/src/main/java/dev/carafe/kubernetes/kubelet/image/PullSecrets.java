package dev.carafe.kubernetes.kubelet.image;

import dev.carafe.kubernetes.api.core.v1.LocalObjectReference;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.cri.v1.AuthConfig;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Credentials from the Secrets that pods name in {@code imagePullSecrets}: Docker's configuration in its
 * newer ({@code .dockerconfigjson}) and older ({@code .dockercfg}) form. A Secret that is missing or
 * unreadable is passed over, as upstream does: the image may be public. Stateless.
 */
public final class PullSecrets implements PullCredentials {
    private static final System.Logger LOG = System.getLogger(PullSecrets.class.getName());
    private static final String NEWER = ".dockerconfigjson";
    private static final String OLDER = ".dockercfg";
    /** What Docker calls its own registry in its configuration. */
    private static final String DOCKER_INDEX = "index.docker.io";

    private final ReferencedObjects objects;

    public PullSecrets(ReferencedObjects objects) {
        this.objects = objects;
    }

    @Override
    public List<AuthConfig> of(Pod pod, String image) {
        List<AuthConfig> found = new ArrayList<>();
        for (LocalObjectReference reference : pod.spec().imagePullSecrets()) {
            try {
                Secret secret = objects.secret(pod.metadata().namespace(), reference.name());
                found.addAll(matching(registries(secret), image));
            } catch (IOException | StatusError | MalformedJsonException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "image pull secret " + pod.metadata().namespace() + "/" + reference.name() + ": "
                                + e.getMessage());
            }
        }
        return found;
    }

    private static Struct registries(Secret secret) throws MalformedJsonException {
        byte[] newer = secret.data().get(NEWER);
        if (newer != null) {
            return Objects.requireNonNullElse(Json.decodeStruct(newer).struct("auths"), Struct.EMPTY);
        }
        byte[] older = secret.data().get(OLDER);
        return older == null ? Struct.EMPTY : Json.decodeStruct(older);
    }

    /** The entries for an image's registry; one that names a path before one that names only the host. */
    static List<AuthConfig> matching(Struct registries, String image) {
        String registry = ImageName.registry(image);
        String full = registry.equals("docker.io") && !image.startsWith("docker.io/") ? "docker.io/" + image : image;
        List<String> keys = new ArrayList<>();
        registries.forEach((key, _) -> {
            String plain = plain(key);
            if (full.equals(plain) || full.startsWith(plain + "/")) {
                keys.add(key);
            }
        });
        keys.sort((a, b) -> plain(b).length() - plain(a).length());
        List<AuthConfig> found = new ArrayList<>();
        for (String key : keys) {
            Struct entry = registries.struct(key);
            if (entry != null) {
                found.add(AuthConfig.newBuilder()
                        .setUsername(text(entry, "username"))
                        .setPassword(text(entry, "password"))
                        .setAuth(text(entry, "auth"))
                        .setIdentityToken(text(entry, "identitytoken"))
                        .setRegistryToken(text(entry, "registrytoken"))
                        .build());
            }
        }
        return found;
    }

    /** A key as host and path: without scheme, Docker's version suffix, or a slash at its end. */
    private static String plain(String key) {
        String plain =
                key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
        return plain.equals(DOCKER_INDEX) ? "docker.io" : plain;
    }

    private static String text(Struct entry, String name) {
        return Objects.requireNonNullElse(entry.string(name), "");
    }
}
