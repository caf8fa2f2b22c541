package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.workqueue.RateLimiter;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.LoadBalancer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.RetryError;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Parallel;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.SyncFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The service controller. */
public final class ServiceController implements Controller {
    private static final Logger LOG = System.getLogger(ServiceController.class.getName());
    private static final String NAME = "service-lb-controller";
    private static final Duration SERVICE_SYNC_PERIOD = Duration.ofSeconds(30);
    private static final Duration NODE_SYNC_PERIOD = Duration.ofSeconds(100);
    private static final Duration RETRY_MIN = Duration.ofSeconds(5);
    private static final Duration RETRY_MAX = Duration.ofMinutes(5);

    /** No bound over all services: each has its own pause, which is never below 5 s. */
    private static final int RETRIES_PER_S = 1_000_000;

    /** The one key of the nodes' queue: whichever node changed, all load balancers are looked at. */
    private static final String NODES = "nodes";

    private final Lister<Service> services;
    private final Lister<Node> nodes;
    private final ServiceSync sync;
    private final SyncedServices synced = new SyncedServices();
    private final RateLimitingQueue<ObjectKey> serviceQueue;
    private final RateLimitingQueue<String> nodeQueue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> serviceWorkers;
    private @Nullable Workers<String> nodeWorkers;

    /**
     * @param clusterName told to the cloud with each question
     * @param workerCount how many services are brought to what they should be at a time
     */
    public ServiceController(ControllerContext context, LoadBalancer balancer, String clusterName, int workerCount) {
        Clock clock = context.clock();
        this.workerCount = workerCount;
        this.serviceQueue = new RateLimitingQueue<>(
                new RateLimiter<>(RETRY_MIN, RETRY_MAX, RETRIES_PER_S, RETRIES_PER_S, clock::nanoTime), clock);
        this.nodeQueue = new RateLimitingQueue<>(clock);
        EventRecorder recorder = context.recorder("service-controller");
        var serviceInformer = context.informers().informer(CoreV1.SERVICES);
        var nodeInformer = context.informers().informer(CoreV1.NODES);
        this.services = serviceInformer.lister();
        this.nodes = nodeInformer.lister();
        this.sync = new ServiceSync(
                balancer, clusterName, new ServiceWrites(context.client()), new ServiceEvents(recorder), nodes, synced);
        serviceInformer.addHandler(new ServiceHandler(), SERVICE_SYNC_PERIOD);
        nodeInformer.addHandler(new NodeHandler(), NODE_SYNC_PERIOD);
    }

    /** A service that is gone needs no news of its own: it could only go once its finalizer was gone. */
    private final class ServiceHandler implements ResourceHandler<Service> {
        @Override
        public void onAdd(Service service, boolean initial) {
            if (ServiceChange.wantsLoadBalancer(service) || ServiceChange.needsCleanup(service)) {
                serviceQueue.add(ObjectKey.of(service));
            }
        }

        @Override
        public void onUpdate(Service before, Service after) {
            if (ServiceChange.needsUpdate(before, after) || ServiceChange.needsCleanup(after)) {
                serviceQueue.add(ObjectKey.of(after));
            }
        }
    }

    private final class NodeHandler implements ResourceHandler<Node> {
        @Override
        public void onAdd(Node node, boolean initial) {
            nodeQueue.add(NODES);
        }

        @Override
        public void onUpdate(Node before, Node after) {
            if (NodeSet.isChangedBy(before, after)) {
                nodeQueue.add(NODES);
            }
        }

        @Override
        public void onDelete(Node last, boolean finalStateUnknown) {
            nodeQueue.add(NODES);
        }
    }

    @Override
    public void start() {
        serviceWorkers = Workers.start(NAME, workerCount, serviceQueue, this::syncService);
        nodeWorkers = Workers.start(NAME + " nodes", 1, nodeQueue, _ -> syncNodes());
    }

    @Override
    public void close() {
        Workers<String> ofNodes = nodeWorkers;
        if (ofNodes != null) {
            ofNodes.close();
        }
        Workers<ObjectKey> ofServices = serviceWorkers;
        if (ofServices != null) {
            ofServices.close();
        }
    }

    /** Brings one service to what it should be. After {@link RetryError} its failures so far count no more. */
    void syncService(ObjectKey key) {
        try {
            Service service = services.get(key);
            if (service == null) {
                sync.gone(key);
            } else {
                sync.changed(key, service);
            }
        } catch (RetryError e) {
            LOG.log(
                    Level.WARNING,
                    "error processing service {0} (retrying in {1}): {2}",
                    key,
                    e.retryAfter(),
                    e.getMessage());
            serviceQueue.addAfter(key, e.retryAfter());
        } catch (IOException e) {
            throw new SyncFailure(
                    "error processing service " + key + " (retrying with exponential backoff): " + e.getMessage());
        }
    }

    /** Gives all load balancers the nodes that there are now; those that fail are left to the services' queue. */
    void syncNodes() throws InterruptedException {
        Parallel.forEach(NAME + " hosts", synced.all(), workerCount, service -> {
            if (!sync.updateHosts(service)) {
                serviceQueue.add(ObjectKey.of(service));
            }
        });
    }
}
