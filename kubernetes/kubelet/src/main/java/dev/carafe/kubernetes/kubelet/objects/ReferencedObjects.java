package dev.carafe.kubernetes.kubelet.objects;

import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Secret;
import java.io.IOException;

/**
 * Where the objects that pods refer to are read. Each read answers a state that is at most a minute old;
 * a {@link dev.carafe.kubernetes.apimachinery.errors.StatusError} is the API server's refusal, in
 * particular its 404, an {@link IOException} that it could not be asked.
 */
public interface ReferencedObjects {
    /** Not found is {@code configmap "x" not found}, singular, as upstream's kubelet says it. */
    ConfigMap configMap(String namespace, String name) throws IOException;

    /** Not found is {@code secret "x" not found}. */
    Secret secret(String namespace, String name) throws IOException;

    PersistentVolumeClaim persistentVolumeClaim(String namespace, String name) throws IOException;

    PersistentVolume persistentVolume(String name) throws IOException;

    /** Asks for a token of a service account; never cached here. */
    TokenRequestStatus token(String namespace, String serviceAccount, TokenRequestSpec spec) throws IOException;
}
