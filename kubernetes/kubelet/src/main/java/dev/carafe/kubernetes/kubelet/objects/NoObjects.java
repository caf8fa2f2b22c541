package dev.carafe.kubernetes.kubelet.objects;

import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Secret;
import java.io.IOException;

/** For a kubelet without API server: static pods can refer to nothing there. */
public final class NoObjects implements ReferencedObjects {
    @Override
    public ConfigMap configMap(String namespace, String name) throws IOException {
        throw none();
    }

    @Override
    public Secret secret(String namespace, String name) throws IOException {
        throw none();
    }

    @Override
    public PersistentVolumeClaim persistentVolumeClaim(String namespace, String name) throws IOException {
        throw none();
    }

    @Override
    public PersistentVolume persistentVolume(String name) throws IOException {
        throw none();
    }

    @Override
    public TokenRequestStatus token(String namespace, String serviceAccount, TokenRequestSpec spec) throws IOException {
        throw none();
    }

    private static IOException none() {
        return new IOException("the kubelet has no API server to ask");
    }
}
