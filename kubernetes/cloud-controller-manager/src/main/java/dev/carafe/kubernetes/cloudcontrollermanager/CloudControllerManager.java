package dev.carafe.kubernetes.cloudcontrollermanager;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.leaderelection.LeaderElectionConfig;
import dev.carafe.kubernetes.client.leaderelection.LeaderElector;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Controller;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.ControllerClients;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.ControllerContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The running cloud controller manager. When it loses the lead it stops its controllers and stands for election again.
 *
 * <p>Closing it ends all its threads; the client stays its maker's.
 */
public final class CloudControllerManager implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CloudControllerManager.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Informers list until they can; only losing the lead or closing ends the wait. */
    private static final Duration SYNC_MAX = Duration.ofDays(365);

    private final Config config;
    private final CloudProvider cloud;
    private final Controllers controllers;
    private final Client client;
    private final @Nullable ControllerClients clients;
    private final Clock clock;
    private final Thread thread;
    private final ReentrantLock running = new ReentrantLock();
    private final List<AutoCloseable> parts = new ArrayList<>(); // guarded by running; in the order they were started
    private volatile @Nullable LeaderElector elector;
    private volatile boolean closed;
    private volatile boolean ready;

    /** Whether the controllers are to run; a start that waits gives up when they are not. */
    private volatile boolean wanted;

    /** The thread that starts the controllers, while it does: interrupted when they are not wanted any more. */
    private volatile @Nullable Thread starter;

    private CloudControllerManager(
            Config config, CloudProvider cloud, Client client, @Nullable ControllerClients clients, Clock clock) {
        this.config = config;
        this.cloud = cloud;
        this.controllers = new Controllers(config, cloud);
        this.client = client;
        this.clients = clients;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("cloud-controller-manager").unstarted(this::run);
    }

    /**
     * Starts and returns at once.
     *
     * @param clients by which the controllers act, each as its own service account
     *     ({@code --use-service-account-credentials}); null lets all act as {@code client}, which then needs all their rights
     * @throws IllegalArgumentException when the configuration cannot be followed with this provider
     */
    public static CloudControllerManager start(
            Config config, CloudProvider cloud, Client client, @Nullable ControllerClients clients, Clock clock) {
        CloudControllerManager manager = new CloudControllerManager(config, cloud, client, clients, clock);
        manager.thread.start();
        return manager;
    }

    /** Whether its controllers run; false while another leads. */
    public boolean isReady() {
        return ready;
    }

    private void run() {
        if (!config.leaderElect()) {
            wanted = true;
            startControllers();
            return;
        }
        while (!closed) {
            LeaderElector candidate = new LeaderElector(
                    new LeaderElectionConfig(
                            config.leaseNamespace(), config.leaseName(), config.identity(), config.leaseTimes()),
                    client,
                    clock);
            elector = candidate;
            if (closed) {
                return;
            }
            wanted = true; // here, so that a lead that is lost at once is not taken for won
            candidate.run(this::startControllers, this::stopControllers);
        }
    }

    /** Starts everything; tries again while the server does not answer. */
    private void startControllers() {
        starter = Thread.currentThread();
        try {
            while (isWanted() && !tryStart()) {
                clock.sleep(RETRY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // no longer wanted
        } finally {
            starter = null;
        }
    }

    private boolean isWanted() {
        return wanted && !closed;
    }

    private boolean tryStart() throws InterruptedException {
        try {
            InformerFactory informers = new InformerFactory(client, clock);
            List<Controller> made = prepare(informers);
            // Without the lock: the server may take long to list, and a lead lost meanwhile is to be given up at once.
            if (isWanted() && informers.awaitSync(SYNC_MAX)) {
                startAll(made);
            }
            return true;
        } catch (StatusError | ConnectionException e) {
            if (isWanted()) {
                LOG.log(Level.WARNING, "the controllers cannot start yet: {0}", e.getMessage());
            }
            closeParts();
            return false;
        } catch (RuntimeException e) { // the provider's, or one of its controllers'
            LOG.log(Level.WARNING, "the controllers cannot start yet", e);
            closeParts();
            return false;
        }
    }

    /** Makes the controllers and starts what they look at; none when they are not wanted any more. */
    private List<Controller> prepare(InformerFactory informers) {
        running.lock();
        try {
            if (!isWanted()) {
                return List.of();
            }
            ControllerContext context = new ControllerContext(client, clients, informers, clock);
            parts.add(context);
            parts.add(informers);
            cloud.initialize(context);
            List<Controller> made = controllers.make(context);
            informers.start();
            return made;
        } finally {
            running.unlock();
        }
    }

    private void startAll(List<Controller> made) {
        running.lock();
        try {
            if (!isWanted()) {
                return;
            }
            for (Controller controller : made) {
                parts.add(controller);
                controller.start();
            }
            ready = true;
            LOG.log(Level.INFO, "{0} controllers run for {1}", made.size(), cloud.providerName());
        } finally {
            running.unlock();
        }
    }

    private void stopControllers() {
        wanted = false;
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
        }
        closeParts();
    }

    private void closeParts() {
        running.lock();
        try {
            ready = false;
            for (AutoCloseable part : parts.reversed()) {
                close(part);
            }
            parts.clear();
        } finally {
            running.unlock();
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "closing " + part.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LeaderElector candidate = elector;
        if (candidate != null) {
            candidate.close();
        }
        stopControllers();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stopControllers(); // what was starting meanwhile
    }
}
