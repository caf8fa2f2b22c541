package dev.carafe.kubernetes.apiserver.webhook;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.net.URI;

/** Services by their cluster IPs, as they are without aggregator routing (kube-aggregator, NewClusterIPServiceResolver). */
public final class ClusterServices implements ServiceAddresses {
    private final ObjectReader reader;

    public ClusterServices(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public URI of(String namespace, String name, int port) throws WebhookException {
        Service service = reader.get("", "services", namespace, name)
                .map(Service::new)
                .orElseThrow(() -> new WebhookException("service " + Quoted.of(name) + " not found"));
        if (service.spec().type().equals("ExternalName")) {
            return URI.create("https://" + service.spec().externalName() + ":" + port);
        }
        String address = service.spec().clusterIP();
        if (address.isEmpty() || address.equals("None")) {
            throw new WebhookException("no cluster IP for service " + Quoted.of(namespace + "/" + name));
        }
        if (service.spec().ports().stream().noneMatch(each -> each.port() == port)) {
            throw new WebhookException("no service port " + port + " found for service " + Quoted.of(name));
        }
        return URI.create("https://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port);
    }
}
