package dev.carafe.kubernetes.client.controller;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.record.EventRecorder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers of a process share while it leads. Closing it closes the recorders, the clients of {@link #as}, and
 * whatever was handed to {@link #keep}.
 */
public final class ControllerContext implements AutoCloseable {
    private final Client client;
    private final @Nullable ControllerClients clients;
    private final InformerFactory informers;
    private final Clock clock;
    /** What is closed at the end, shared with the contexts of {@link #as}. */
    private final List<AutoCloseable> owned;

    /** @param clients by which controllers act; null lets all of them act as {@code client} */
    public ControllerContext(
            Client client, @Nullable ControllerClients clients, InformerFactory informers, Clock clock) {
        this(client, clients, informers, clock, new CopyOnWriteArrayList<>());
    }

    private ControllerContext(
            Client client,
            @Nullable ControllerClients clients,
            InformerFactory informers,
            Clock clock,
            List<AutoCloseable> owned) {
        this.client = client;
        this.clients = clients;
        this.informers = informers;
        this.clock = clock;
        this.owned = owned;
    }

    /** The context of a controller that acts as a service account, where accounts are used; else this one. */
    public ControllerContext as(String serviceAccount) {
        if (clients == null) {
            return this;
        }
        Client own = keep(clients.of(serviceAccount));
        return new ControllerContext(own, null, informers, clock, owned);
    }

    public Client client() {
        return client;
    }

    public InformerFactory informers() {
        return informers;
    }

    public Clock clock() {
        return clock;
    }

    /** A recorder in the name of a controller, such as {@code service-controller}. */
    public EventRecorder recorder(String component) {
        return keep(EventRecorder.start(client, component, "", clock));
    }

    /** Has something closed when the controllers stop: what upstream's stop channel is to a provider. */
    public <T extends AutoCloseable> T keep(T part) {
        owned.add(part);
        return part;
    }

    /** The last made is closed first, a recorder before its client. */
    @Override
    public void close() {
        for (AutoCloseable each : owned.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                System.getLogger(ControllerContext.class.getName())
                        .log(System.Logger.Level.WARNING, "closing what a controller used", e);
            }
        }
        owned.clear();
    }
}
