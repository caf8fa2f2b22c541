package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/** The API of one cluster. Thread-safe; closing it closes its transport. */
public final class Client implements AutoCloseable {
    private final Transport transport;

    public Client(Transport transport) {
        this.transport = transport;
    }

    /** The objects of a resource. */
    public <T extends ApiObject<T>> ResourceClient<T> of(ResourceType<T> type) {
        return new ResourceClient<>(transport, type);
    }

    /** What the server serves. */
    public Discovery discovery() {
        return new Discovery(transport);
    }

    /**
     * Sends any request.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError as the server answers
     */
    public Struct call(ApiRequest request) {
        return transport.call(request);
    }

    public Transport transport() {
        return transport;
    }

    @Override
    public void close() {
        transport.close();
    }
}
