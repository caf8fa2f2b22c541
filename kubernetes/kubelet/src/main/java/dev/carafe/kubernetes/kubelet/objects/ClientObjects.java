package dev.carafe.kubernetes.kubelet.objects;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Reads each object from the API server when it is asked for: a pod that starts sees what was written
 * just before, and nothing is kept that might be stale (upstream's change detection strategy
 * {@code Get}). Pods ask when they start and at each of their syncs, which is seldom enough. Stateless.
 */
public final class ClientObjects implements ReferencedObjects {
    private final Client client;

    public ClientObjects(Client client) {
        this.client = client;
    }

    @Override
    public ConfigMap configMap(String namespace, String name) throws IOException {
        return named(CoreV1.CONFIGMAPS, namespace, name);
    }

    @Override
    public Secret secret(String namespace, String name) throws IOException {
        return named(CoreV1.SECRETS, namespace, name);
    }

    @Override
    public PersistentVolumeClaim persistentVolumeClaim(String namespace, String name) throws IOException {
        return asked(() -> client.of(CoreV1.PERSISTENTVOLUMECLAIMS).get(namespace, name));
    }

    @Override
    public PersistentVolume persistentVolume(String name) throws IOException {
        return asked(() -> client.of(CoreV1.PERSISTENTVOLUMES).get("", name));
    }

    @Override
    public TokenRequestStatus token(String namespace, String serviceAccount, TokenRequestSpec spec) throws IOException {
        TokenRequest request = new TokenRequest()
                .withApiVersion("authentication.k8s.io/v1")
                .withKind("TokenRequest")
                .withSpec(spec);
        return asked(() -> new TokenRequest(client.of(CoreV1.SERVICEACCOUNTS)
                        .createSubresource(namespace, serviceAccount, "token", request.struct()))
                .status());
    }

    /** Upstream's kubelet names what is missing in the singular, and people look for that text. */
    private <T extends ApiObject<T>> T named(ResourceType<T> type, String namespace, String name) throws IOException {
        try {
            return asked(() -> client.of(type).get(namespace, name));
        } catch (StatusError e) {
            if (e.code() == 404) {
                throw StatusError.notFound(new GroupResource("", type.kind().toLowerCase(Locale.ROOT)), name);
            }
            throw e;
        }
    }

    private static <T> T asked(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (ConnectionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
