package dev.carafe.kubernetes.kubelet.objects.testing;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Objects that a test puts in; tokens are numbered. */
public final class FakeObjects implements ReferencedObjects {
    private final Map<String, ApiObject<?>> objects = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile boolean tokensBroken;

    /** Every token request, in order. */
    public final List<TokenRequestSpec> tokenRequests = new ArrayList<>();

    public FakeObjects(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds or replaces. */
    public void put(ApiObject<?> object) {
        objects.put(object.kind() + "/" + object.namespace() + "/" + object.name(), object);
    }

    /** Whether to answer token requests with an error. */
    public void breakTokens(boolean broken) {
        tokensBroken = broken;
    }

    /** Forgets. */
    public void remove(String kind, String namespace, String name) {
        objects.remove(kind + "/" + namespace + "/" + name);
    }

    @Override
    public ConfigMap configMap(String namespace, String name) {
        return (ConfigMap) get("ConfigMap", "configmap", namespace, name);
    }

    @Override
    public Secret secret(String namespace, String name) {
        return (Secret) get("Secret", "secret", namespace, name);
    }

    @Override
    public PersistentVolumeClaim persistentVolumeClaim(String namespace, String name) {
        return (PersistentVolumeClaim) get("PersistentVolumeClaim", "persistentvolumeclaims", namespace, name);
    }

    @Override
    public PersistentVolume persistentVolume(String name) {
        return (PersistentVolume) get("PersistentVolume", "persistentvolumes", "", name);
    }

    @Override
    public TokenRequestStatus token(String namespace, String serviceAccount, TokenRequestSpec spec) throws IOException {
        if (tokensBroken) {
            throw new IOException("connection refused");
        }
        tokenRequests.add(spec);
        return new TokenRequestStatus()
                .withToken("token-" + tokenRequests.size())
                .withExpirationTimestamp(clock.instant().plusSeconds(spec.expirationSeconds()));
    }

    private ApiObject<?> get(String kind, String resource, String namespace, String name) {
        ApiObject<?> object = objects.get(kind + "/" + namespace + "/" + name);
        if (object == null) {
            throw StatusError.notFound(new GroupResource("", resource), name);
        }
        return object;
    }
}
