package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.util.Map;
import java.util.Optional;

/** Which subresource leads to a kubelet. */
public final class KubeletConnecters {
    private KubeletConnecters() {}

    /**
     * The connecters by {@code resource/subresource}; the caller closes the client.
     *
     * @param creating who may create streams to pods, as who connects to one must; empty where the request's own verb does
     */
    public static Map<String, Connecter> of(ObjectReader reader, KubeletClient client, Optional<Authorizer> creating) {
        Connecter open = new PodStreams(reader, client);
        Connecter streams = creating.<Connecter>map(authorizer -> new CreatePermission(open, authorizer))
                .orElse(open);
        return Map.of(
                "pods/log", new PodLogs(reader, client),
                "pods/exec", streams,
                "pods/attach", streams,
                "pods/portforward", streams,
                "nodes/proxy", new NodeProxy(reader, client));
    }
}
