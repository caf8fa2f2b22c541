package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.ImplementedElsewhereException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.LoadBalancer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.RetryError;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * What is done for one service: its load balancer, finalizer, status and events. Thread-safe; a service is changed by one
 * worker at a time, while its hosts may be updated meanwhile by another thread.
 */
final class ServiceSync {
    private static final Logger LOG = System.getLogger(ServiceSync.class.getName());

    private final LoadBalancer balancer;
    private final String clusterName;
    private final ServiceWrites writes;
    private final ServiceEvents events;
    private final Lister<Node> nodes;
    private final SyncedServices synced;

    ServiceSync(
            LoadBalancer balancer,
            String clusterName,
            ServiceWrites writes,
            ServiceEvents events,
            Lister<Node> nodes,
            SyncedServices synced) {
        this.balancer = balancer;
        this.clusterName = clusterName;
        this.writes = writes;
        this.events = events;
        this.nodes = nodes;
        this.synced = synced;
    }

    /** The service is gone, and had no finalizer that would have kept it: its load balancer is removed as it was known. */
    void gone(ObjectKey key) throws IOException {
        Service known = synced.get(key);
        if (known != null) {
            deleteOf(known);
            synced.forget(key);
        }
    }

    /**
     * The service is there.
     *
     * @throws RetryError when the cloud asks for another try after a fixed time
     */
    void changed(ObjectKey key, Service service) throws IOException {
        Service known = synced.get(key);
        if (known != null && !known.metadata().uid().equals(service.metadata().uid())) {
            deleteOf(known); // another service under the same name
        }
        synced.put(key, service);
        try {
            if (!ServiceChange.wantsLoadBalancer(service) || ServiceChange.needsCleanup(service)) {
                remove(service);
                synced.forget(key);
            } else {
                ensure(key, service);
            }
        } catch (IOException | StatusError | ConnectionException e) {
            events.syncFailed(service, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void deleteOf(Service service) throws IOException {
        if (!ServiceChange.wantsLoadBalancer(service)) {
            return;
        }
        events.deleting(service);
        try {
            balancer.ensureLoadBalancerDeleted(clusterName, service);
        } catch (IOException e) {
            events.deleteFailed(service, String.valueOf(e.getMessage()));
            throw e;
        }
        events.deleted(service);
    }

    private void remove(Service service) throws IOException {
        Optional<LoadBalancerStatus> existing;
        try {
            existing = balancer.getLoadBalancer(clusterName, service);
        } catch (IOException e) {
            throw new IOException("failed to check if load balancer exists before cleanup: " + e.getMessage(), e);
        }
        if (existing.isPresent()) {
            events.deleting(service);
            try {
                balancer.ensureLoadBalancerDeleted(clusterName, service);
            } catch (ImplementedElsewhereException _) {
                LOG.log(
                        Level.DEBUG,
                        "the load balancer of {0} is implemented by a different controller",
                        ObjectKey.of(service));
            } catch (IOException e) {
                throw new IOException("failed to delete load balancer: " + e.getMessage(), e);
            }
        }
        written("failed to remove load balancer cleanup finalizer: ", () -> writes.removeFinalizer(service));
        events.deleted(service);
        status(service, new LoadBalancerStatus());
    }

    private void ensure(ObjectKey key, Service service) throws IOException {
        events.ensuring(service);
        written("failed to add load balancer cleanup finalizer: ", () -> writes.addFinalizer(service));
        List<Node> hosts = NodeSet.stable(nodes.list());
        if (hosts.isEmpty()) {
            events.noNodes(service);
        }
        synced.putNodes(key, hosts);
        LoadBalancerStatus status;
        try {
            status = balancer.ensureLoadBalancer(clusterName, service, hosts);
        } catch (ImplementedElsewhereException _) {
            LOG.log(Level.DEBUG, "the load balancer of {0} is implemented by a different controller", key);
            return;
        } catch (RetryError e) {
            throw new RetryError("failed to ensure load balancer: " + e.getMessage(), e.retryAfter());
        } catch (IOException e) {
            throw new IOException("failed to ensure load balancer: " + e.getMessage(), e);
        }
        events.ensured(service);
        status(service, status);
    }

    private void status(Service service, LoadBalancerStatus status) throws IOException {
        try {
            writes.status(service, status);
        } catch (StatusError e) {
            if (e.code() != 404) { // a service may go as soon as its finalizer is gone
                throw new IOException("failed to update load balancer status: " + e.getMessage(), e);
            }
        }
    }

    private static void written(String what, Runnable write) throws IOException {
        try {
            write.run();
        } catch (StatusError | ConnectionException e) {
            throw new IOException(what + e.getMessage(), e);
        }
    }

    /**
     * Gives a load balancer the nodes that there are now, if they are others than it was given last.
     *
     * @return false when it must be tried again
     */
    boolean updateHosts(Service service) {
        if (!ServiceChange.wantsLoadBalancer(service)) {
            return true;
        }
        ObjectKey key = ObjectKey.of(service);
        List<Node> hosts = NodeSet.stable(nodes.list());
        List<Node> before = NodeSet.stable(synced.nodes(key));
        synced.putNodes(key, hosts); // also if it fails: then the services' queue tries again, with all of its work
        if (NodeSet.same(before, hosts)) {
            return true;
        }
        try {
            balancer.updateLoadBalancer(clusterName, service, hosts);
            if (hosts.isEmpty()) {
                events.noNodes(service);
            } else {
                events.updated(service);
            }
            return true;
        } catch (ImplementedElsewhereException _) {
            return true;
        } catch (IOException e) {
            if (isKnownGone(service)) {
                return true;
            }
            LOG.log(Level.WARNING, "failed to update load balancer hosts for service {0}: {1}", key, e.getMessage());
            events.updateFailed(service, NodeSet.names(hosts), hosts.size(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean isKnownGone(Service service) {
        try {
            return balancer.getLoadBalancer(clusterName, service).isEmpty();
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "failed to check if load balancer exists for service {0}: {1}",
                    ObjectKey.of(service),
                    e.getMessage());
            return false;
        }
    }
}
