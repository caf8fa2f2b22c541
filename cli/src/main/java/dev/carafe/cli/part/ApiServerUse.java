package dev.carafe.cli.part;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.Watch;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What clients do to an API server most. Done often enough that what the server does for it counts as worth compiling, and no more: what
 * counts so is compiled at each start, before anybody else asks for anything.
 */
final class ApiServerUse {
    private static final String NAMESPACE = "default";
    private static final String NAME = "train";

    private ApiServerUse() {}

    /**
     * Uses a server that may not be ready yet.
     *
     * @param kubeconfig of a user who may do everything
     * @param uses how often each operation is used
     */
    static void by(Path kubeconfig, int uses) throws IOException, InterruptedException {
        try (Client client = new Client(new HttpTransport(KubeConfig.load(kubeconfig), NAME))) {
            awaitNamespace(client);
            ResourceClient<ConfigMap> maps = client.of(CoreV1.CONFIGMAPS);
            for (int i = 0; i < uses; i++) {
                ObjectMeta metadata = new ObjectMeta().withNamespace(NAMESPACE).withName(NAME);
                maps.create(new ConfigMap().withMetadata(metadata).withData(Map.of("key", "value")));
                maps.get(NAMESPACE, NAME);
                maps.list(NAMESPACE);
                maps.delete(NAMESPACE, NAME);
            }
        }
    }

    /** Waits until the server has made the namespace, which it does beside its start. */
    private static void awaitNamespace(Client client) throws IOException, InterruptedException {
        try (Watch<Namespace> namespaces = client.of(CoreV1.NAMESPACES).watch("", ListOptions.ALL)) {
            Watch.Event<Namespace> event = namespaces.next();
            while (event != null) {
                if (NAMESPACE.equals(event.object().metadata().name())) {
                    return;
                }
                event = namespaces.next();
            }
        }
        throw new IOException("the server made no namespace " + NAMESPACE);
    }
}
