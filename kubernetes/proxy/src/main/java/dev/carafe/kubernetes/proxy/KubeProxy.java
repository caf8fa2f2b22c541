package dev.carafe.kubernetes.proxy;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.proxy.healthcheck.ServiceHealth;
import dev.carafe.kubernetes.proxy.nftables.Commands;
import dev.carafe.kubernetes.proxy.nftables.NftablesBackend;
import dev.carafe.kubernetes.proxy.service.Backend;
import dev.carafe.kubernetes.proxy.service.Family;
import dev.carafe.kubernetes.proxy.service.Place;
import dev.carafe.kubernetes.proxy.service.ServiceRouter;
import dev.carafe.kubernetes.proxy.userspace.LoopbackAddresses;
import dev.carafe.kubernetes.proxy.userspace.UserspaceBackend;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The proxy of one node: watches Services and EndpointSlices and keeps the node's routes as they say. */
public final class KubeProxy implements AutoCloseable {
    /** The index of EndpointSlices by their Service, as {@code namespace/name}. */
    private static final String BY_SERVICE = "service";

    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    private final InformerFactory informers;

    /** Watches this node for its zone; services do not wait for it. */
    private final Informer<Node> node;

    private final SyncLoop loop;
    private final Thread thread;

    /** Where this proxy is; its zone is known once the node was read. */
    private volatile Place place;

    private final CountDownLatch firstSync = new CountDownLatch(1);

    private KubeProxy(ProxyConfig config, Client client, Clock clock) {
        informers = new InformerFactory(client, clock);
        place = new Place(config.nodeName(), "");
        node = new Informer<>(client.of(CoreV1.NODES), Scope.fields("metadata.name=" + config.nodeName()), true, clock);
        Informer<Service> services = informers.informer(CoreV1.SERVICES);
        Informer<EndpointSlice> slices = informers.informer(DiscoveryV1.ENDPOINTSLICES);
        slices.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
        loop = new SyncLoop(
                new ServiceRouter(() -> place),
                backends(config),
                new ServiceHealth(),
                new Source(services.lister(), slices.lister()),
                config.minSyncPeriod(),
                config.syncPeriod(),
                firstSync::countDown);
        node.addHandler(ResourceHandler.ofAny(found -> {
            Place now = new Place(config.nodeName(), found.metadata().labels().getOrDefault(Place.ZONE_LABEL, ""));
            if (!now.equals(place)) {
                place = now;
                services.lister().list().forEach(service -> loop.changed(ObjectKey.of(service)));
            }
        }));
        services.addHandler(ResourceHandler.ofAny(service -> loop.changed(ObjectKey.of(service))));
        slices.addHandler(ResourceHandler.ofAny(slice -> loop.changed(serviceOf(slice))));
        thread = Thread.ofVirtual().name("kube-proxy").unstarted(() -> {
            if (awaitInformers()) {
                loop.run();
            }
        });
    }

    /** Starts a proxy; it goes on by itself until it is closed. */
    public static KubeProxy start(ProxyConfig config, Client client, Clock clock) {
        KubeProxy proxy = new KubeProxy(config, client, clock);
        proxy.informers.start();
        proxy.node.start();
        proxy.thread.start();
        return proxy;
    }

    /** Waits until the routes have been made for the first time; false when they were not in time. */
    public boolean awaitFirstSync(Duration timeout) throws InterruptedException {
        return firstSync.await(timeout.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
    }

    /** What went wrong at the last try, or empty while all is well. */
    public String lastError() {
        return loop.lastError();
    }

    /** Stops following changes. Rules in the kernel stay, so that traffic goes on; relays end. */
    @Override
    public void close() {
        informers.close();
        node.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitInformers() {
        try {
            return informers.awaitSync(Duration.ofDays(365));
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static Map<Family, Backend> backends(ProxyConfig config) {
        Map<Family, Backend> backends = new EnumMap<>(Family.class);
        Commands commands = new Commands();
        for (Family family : Family.values()) {
            backends.put(
                    family,
                    switch (config.mode()) {
                        case NFTABLES ->
                            new NftablesBackend(
                                    family,
                                    config.tableName(),
                                    config.nodeIps(),
                                    config.clusterCidr(),
                                    commands,
                                    commands);
                        case USERSPACE ->
                            new UserspaceBackend(new LoopbackAddresses(), config.nodeIps(), System::nanoTime);
                    });
        }
        return backends;
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        return new ObjectKey(slice.namespace(), slice.metadata().labels().getOrDefault(SERVICE_NAME_LABEL, ""));
    }

    /** The services and slices that the informers hold. */
    private record Source(Lister<Service> services, Lister<EndpointSlice> slices) implements SyncLoop.Source {
        @Override
        public List<ObjectKey> all() {
            return services.list().stream().map(ObjectKey::of).toList();
        }

        @Override
        public java.util.Optional<Service> service(ObjectKey key) {
            return services.find(key.namespace(), key.name());
        }

        @Override
        public List<EndpointSlice> slices(ObjectKey key) {
            return slices.byIndex(BY_SERVICE, key.toString());
        }
    }
}
