package dev.carafe.kubernetes.apiserver.proxy;

import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Which subresource leads to pods. */
public final class ProxyConnecters {
    private ProxyConnecters() {}

    /**
     * The connecters by {@code resource/subresource}; the caller closes the backends.
     *
     * @param random chooses among a service's endpoints
     */
    public static Map<String, Connecter> of(ObjectReader reader, Backends backends, RandomGenerator random) {
        return Map.of(
                "pods/proxy", new PodProxy(reader, backends),
                "services/proxy", new ServiceProxy(reader, backends, random));
    }
}
