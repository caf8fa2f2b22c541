package dev.carafe.kubernetes.client.controller;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.leaderelection.LeaderElectionConfig;
import dev.carafe.kubernetes.client.leaderelection.LeaderElector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the controllers of a process, all over one set of informers. Where there is an election, they run while this process
 * leads; when it loses the lead it stops them and stands for election again.
 *
 * <p>Thread-safe. One virtual thread starts the controllers and renews the lead.
 */
public final class ControllerRunner implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ControllerRunner.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Informers list until they can; only losing the lead or closing ends the wait. */
    private static final Duration SYNC_MAX = Duration.ofDays(365);

    private final Optional<LeaderElectionConfig> election;
    private final Client client;
    private final @Nullable ControllerClients clients;
    private final Clock clock;
    private final Maker maker;
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

    /** Makes the controllers of a process, anew for each time that it leads. */
    @FunctionalInterface
    public interface Maker {
        /** All controllers that are to run; they are started, in this order, once the context's informers are in sync. */
        List<Controller> make(ControllerContext context);
    }

    private ControllerRunner(
            String name,
            Optional<LeaderElectionConfig> election,
            Client client,
            @Nullable ControllerClients clients,
            Clock clock,
            Maker maker) {
        this.election = election;
        this.client = client;
        this.clients = clients;
        this.clock = clock;
        this.maker = maker;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /**
     * Starts and returns at once.
     *
     * @param name the process's name, for its thread
     * @param election empty to run the controllers without one
     * @param client the shared informers' and the lease's
     * @param clients by which the controllers act, each as its own service account; null lets all act as {@code client}
     */
    public static ControllerRunner start(
            String name,
            Optional<LeaderElectionConfig> election,
            Client client,
            @Nullable ControllerClients clients,
            Clock clock,
            Maker maker) {
        ControllerRunner runner = new ControllerRunner(name, election, client, clients, clock, maker);
        runner.thread.start();
        return runner;
    }

    /** Whether the controllers run; false while another process leads. */
    public boolean isReady() {
        return ready;
    }

    private void run() {
        if (election.isEmpty()) {
            wanted = true;
            startControllers();
            return;
        }
        while (!closed) {
            LeaderElector candidate = new LeaderElector(election.get(), client, clock);
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
        } catch (RuntimeException e) { // a controller's own, or of what it is made from
            LOG.log(Level.WARNING, "the controllers cannot start yet", e);
        }
        closeParts();
        return false;
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
            List<Controller> made = maker.make(context);
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
            LOG.log(Level.INFO, "{0} controllers run", made.size());
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
