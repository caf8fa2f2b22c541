package dev.carafe.kubernetes.apiserver.webhook;

import java.net.URI;

/** Where a service of the cluster answers. Thread-safe. */
@FunctionalInterface
public interface ServiceAddresses {
    /**
     * The address of a service's port, without a path.
     *
     * @throws WebhookException when there is no such service, or it has no address
     */
    URI of(String namespace, String name, int port) throws WebhookException;
}
