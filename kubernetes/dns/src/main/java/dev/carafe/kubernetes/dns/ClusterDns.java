package dev.carafe.kubernetes.dns;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster's DNS, running. Until the cluster's objects are known for the first time, its names are
 * answered with SERVFAIL; others are forwarded from the beginning.
 */
public final class ClusterDns implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ClusterDns.class.getName());
    private static final int PORT_ATTEMPTS = 20;

    private final InformerFactory informers;
    private final ClusterObjects objects;
    private final List<UdpListener> datagrams = new ArrayList<>();
    private final List<TcpListener> connections = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private ClusterDns(InformerFactory informers, ClusterObjects objects) {
        this.informers = informers;
        this.objects = objects;
    }

    /**
     * Starts to listen and to follow the API server.
     *
     * @throws IOException when an address cannot be listened on
     */
    public static ClusterDns start(DnsConfig config, Client client) throws IOException {
        InformerFactory informers = new InformerFactory(client, Clock.system());
        ClusterObjects objects = ClusterObjects.of(informers);
        ClusterDns dns = new ClusterDns(informers, objects);
        List<InetSocketAddress> upstreams = Upstreams.read(config.resolvConf(), config.addresses());
        Zone zone = new Zone(
                objects, config.zone(), config.ttlSeconds(), Instant.now().getEpochSecond());
        Resolver resolver = new Resolver(
                zone, dns::isReady, new Forwarder(upstreams, System::nanoTime), new AnswerCache(System::nanoTime));
        try {
            for (InetSocketAddress address : config.addresses()) {
                dns.listen(address, resolver);
            }
        } catch (IOException e) {
            dns.close();
            throw e;
        }
        informers.start();
        LOG.log(Level.INFO, "serving {0} at {1}, forwarding to {2}", config.zone(), dns.addresses, upstreams);
        return dns;
    }

    /** UDP and TCP at one port; with port 0 the first that is free for both. */
    private void listen(InetSocketAddress address, Resolver resolver) throws IOException {
        for (int attempt = 1; ; attempt++) {
            TcpListener tcp = TcpListener.start(address, resolver);
            connections.add(tcp);
            InetSocketAddress bound = tcp.address();
            try {
                datagrams.add(UdpListener.start(bound, resolver));
                addresses.add(bound);
                return;
            } catch (IOException e) {
                if (address.getPort() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
                connections.remove(tcp);
                tcp.close();
            }
        }
    }

    /** Where it listens, in the configuration's order. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Whether the cluster's names are answered yet. */
    public boolean isReady() {
        return objects.isSynced();
    }

    /** Waits for that; false when it did not come in time. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return informers.awaitSync(timeout);
    }

    @Override
    public void close() {
        for (UdpListener listener : datagrams) {
            close(listener);
        }
        for (TcpListener listener : connections) {
            close(listener);
        }
        informers.close();
    }

    private static void close(AutoCloseable listener) {
        try {
            listener.close();
        } catch (Exception e) { // whatever it is, the others are closed too
            LOG.log(Level.WARNING, "closing a listener", e);
        }
    }
}
