package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.util.Map;

/** Which subresource leads to a kubelet. */
public final class KubeletConnecters {
    private KubeletConnecters() {}

    /** The connecters by {@code resource/subresource}; the caller closes the client. */
    public static Map<String, Connecter> of(ObjectReader reader, KubeletClient client) {
        PodStreams streams = new PodStreams(reader, client);
        return Map.of(
                "pods/log", new PodLogs(reader, client),
                "pods/exec", streams,
                "pods/attach", streams,
                "pods/portforward", streams,
                "nodes/proxy", new NodeProxy(reader, client));
    }
}
