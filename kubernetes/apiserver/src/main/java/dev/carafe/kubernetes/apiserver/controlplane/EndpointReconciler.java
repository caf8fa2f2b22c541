package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.KubernetesService;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Keeps the addresses behind the service {@code kubernetes} those of the servers that are alive (upstream's lease endpoint
 * reconciler). Thread-safe: one round at a time.
 */
public final class EndpointReconciler {
    /** How often it is to be called. */
    public static final long INTERVAL_SECONDS = 10;

    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";
    private static final String DISCOVERY = "discovery.k8s.io";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final MasterLeases leases;
    private final KubernetesService service;
    private final String address;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private boolean stopped;

    /**
     * A reconciler.
     *
     * @param address where this server is reached
     */
    public EndpointReconciler(
            ObjectReader reader, ObjectWriter writer, MasterLeases leases, KubernetesService service, String address) {
        this.reader = reader;
        this.writer = writer;
        this.leases = leases;
        this.service = service;
        this.address = address;
    }

    /** Says that this server is alive, and puts the addresses right. */
    public void reconcile() {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            leases.update(address);
            NavigableSet<String> alive = leases.list();
            if (alive.isEmpty()) { // this server's own was just written
                throw new IllegalStateException(
                        "no API server IP addresses were listed in storage, refusing to erase all"
                                + " endpoints for the kubernetes Service");
            }
            publish(alive);
        } finally {
            lock.unlock();
        }
    }

    /** Takes this server's address away for good: it is about to stop serving. */
    public void stop() {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            stopped = true;
            leases.remove(address);
            publish(leases.list());
        } finally {
            lock.unlock();
        }
    }

    /** A server at a loopback address is no endpoint, of which nobody else could make use: the kinds take no such address. */
    private void publish(NavigableSet<String> alive) {
        List<String> addresses = alive.stream()
                .filter(one -> !InetAddress.ofLiteral(one).isLoopbackAddress())
                .toList();
        ensure("", "endpoints", service.endpoints(addresses), stored -> service.repairEndpoints(stored, addresses));
        Struct slice = service.endpointSlice(addresses);
        Optional<Struct> stored = reader.getLatest(DISCOVERY, "endpointslices", NAMESPACE, NAME);
        boolean otherFamily = stored.isPresent()
                && !new EndpointSlice(stored.get())
                        .addressType()
                        .equals(new EndpointSlice(slice).addressType()); // it cannot be changed
        if (otherFamily) {
            writer.delete(DISCOVERY, "endpointslices", NAMESPACE, NAME);
        }
        ensure(DISCOVERY, "endpointslices", slice, found -> service.repairEndpointSlice(found, addresses));
    }

    private void ensure(String group, String resource, Struct object, UnaryOperator<Struct> repair) {
        Optional<Struct> found = reader.getLatest(group, resource, NAMESPACE, NAME);
        if (found.isEmpty()) {
            try {
                writer.create(group, resource, object);
                return;
            } catch (StatusError e) {
                if (e.reason() != StatusReason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        } else if (repair.apply(found.get()).equals(found.get())) {
            return;
        }
        writer.update(group, resource, NAMESPACE, NAME, repair);
    }
}
