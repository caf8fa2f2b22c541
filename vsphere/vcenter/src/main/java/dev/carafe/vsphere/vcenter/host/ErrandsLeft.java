package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes up errands whose outcome vCenter was not told: of an earlier vCenter, or of a host that went away before it had answered.
 * Safe for all threads.
 */
final class ErrandsLeft {
    /** How long a host may be away until a task of it is given up; where its machines belong is known after that too. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** After how long hosts that refuse a machine are asked again; each time it is twice as long. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(ErrandsLeft.class.getName());

    private final Function<String, HostLink> links;
    private final BiConsumer<Object, MachinePlace> places;
    private final Supplier<HostChange.Ending> changes;
    private final Predicate<String> inTransit;
    private final Consumer<HostChange> unwanted;
    private final Errands errands;
    private final Expectations expected;
    private final PortErrands ports;

    /**
     * @param links by host
     * @param places puts what a host's task made where it belongs
     * @param inTransit whether a machine is on its way, so that no host is known to have it
     * @param unwanted told of a change after which neither host has taken the machine, each time that they were asked
     * @param ports told of an errand that a host has done, or may have done, before it is ended
     */
    ErrandsLeft(
            Errands errands,
            Expectations expected,
            Function<String, HostLink> links,
            BiConsumer<Object, MachinePlace> places,
            Supplier<HostChange.Ending> changes,
            Predicate<String> inTransit,
            Consumer<HostChange> unwanted,
            PortErrands ports) {
        this.errands = errands;
        this.expected = expected;
        this.links = links;
        this.places = places;
        this.changes = changes;
        this.inTransit = inTransit;
        this.unwanted = unwanted;
        this.ports = ports;
    }

    /** Has machines be expected that hosts may have made meanwhile. Before any host is connected. */
    void expect(Errand errand) {
        MachinePlace place = errand.place();
        if (place != null) {
            expected.restore(errand.hostId(), place.name(), place.expected());
        }
    }

    /** The same for what is nobody's task, on a thread of its own. */
    void goOn(Errand errand) {
        Thread.ofVirtual().name("vcenter-errand-" + errand.key()).start(() -> {
            try {
                goOn(errand, new Nobody(errand.key()));
            } catch (FaultException e) {
                LOG.log(Level.DEBUG, "{0} ended: {1}", errand.key(), e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Waits until the host has done it.
     *
     * @return what the task of vCenter's is to return
     * @throws FaultException also HostCommunication, when its outcome cannot be told
     */
    @Nullable
    Object goOn(Errand errand, TaskProgress progress) throws InterruptedException {
        HostChange change = errand.move();
        if (change != null) { // also when one of its hosts was removed: the other one takes the machine
            end(errand, change, progress);
            if (!errand.whole()) {
                throw interrupted("The virtual machine is at its destination, and what was to follow was not begun.");
            }
            return null;
        }
        HostLink link;
        try {
            link = links.apply(errand.hostId());
        } catch (FaultException removed) {
            settled(errand);
            throw removed;
        }
        link.awaitBack(PATIENCE); // when this fails the machine is expected still
        try {
            if (errand.hostTask() == null) {
                awaitAll(link);
                throw interrupted("The outcome is unknown; look at what it was about.");
            }
            Object result =
                    new TaskRelay(link, new ManagedObjectReference<Task>("Task", errand.hostTask())).run(progress);
            if (errand.place() != null && result != null) {
                places.accept(result, errand.place());
            }
            ports.done(errand.key());
            if (!errand.whole()) {
                throw interrupted("The host did its part, and what was to follow was not begun.");
            }
            settled(errand);
            return result;
        } catch (FaultException e) {
            if (!Thread.currentThread().isInterrupted()) { // the next server goes on with it
                if (!HostChange.stays(e)) {
                    ports.doubted(errand.key());
                }
                settled(errand);
            }
            throw e;
        }
    }

    /**
     * Brings a change of hosts to its end. While a host that may have the machine is away, or no host takes it, nothing is: the task
     * of it fails, and what is left is nobody's, which asks the hosts again as long as it takes.
     */
    private void end(Errand errand, HostChange change, TaskProgress progress) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            awaitIfItAnswers(change.source());
            awaitIfItAnswers(change.target());
            HostChange.Seen seen =
                    change.live() ? awaitSource(errand, change, progress) : awaitRegistration(errand, change, progress);
            try {
                changes.get().end(change, seen, progress);
                settled(errand);
                return;
            } catch (FaultException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e; // the next server goes on with it
                }
                if (!inTransit.test(change.machine())) {
                    settled(errand);
                    throw e;
                }
                if (!errand.isNobodys()) {
                    errands.putAfterwards(errand.left());
                    settled(errand);
                    goOn(errand.left());
                    throw e;
                }
                unwanted.accept(change);
                if (!isKnown(change.source()) && !isKnown(change.target())) {
                    throw e; // this server ends, or there is nobody to ask: the next one asks again
                }
                LOG.log(Level.INFO, "{0} waits for a host that takes it: {1}", change.path(), e.getMessage());
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (errands.find(errand.key()) == null) {
                return; // given up: the machine was taken out of the inventory
            }
        }
    }

    private boolean isKnown(String hostId) {
        try {
            return links.apply(hostId) != null;
        } catch (FaultException removed) {
            return false;
        }
    }

    /** Waits until both hosts have done what they were asked for: one of them may be registering the machine. */
    private HostChange.Seen awaitRegistration(Errand errand, HostChange change, TaskProgress progress)
            throws InterruptedException {
        boolean done = false;
        if (errand.hostTask() != null) {
            try {
                ManagedObjectReference<Task> task = new ManagedObjectReference<>("Task", errand.hostTask());
                Object _ = new TaskRelay(links.apply(errand.hostId()), task).run(progress);
                done = errand.hostId().equals(change.target());
            } catch (FaultException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e; // the next server goes on with it
                }
                LOG.log(Level.DEBUG, "how {0} ended is seen by who has the machine: {1}", errand.key(), e.getMessage());
            }
        }
        for (String host : List.of(change.source(), change.target())) {
            try {
                awaitAll(links.apply(host));
            } catch (FaultException away) {
                if (Thread.currentThread().isInterrupted()) {
                    throw away;
                }
                LOG.log(Level.DEBUG, "a move is ended without one of its hosts: {0}", away.getMessage());
            }
            seeAll(host);
        }
        return new HostChange.Seen(done, null);
    }

    private void settled(Errand errand) {
        MachinePlace place = errand.place();
        if (place != null) {
            expected.remove(errand.hostId(), place.name(), place.expected());
        }
        errands.end(errand.key());
    }

    private static FaultException interrupted(String more) {
        return HostCommunication.builder().build().exception("vCenter ended while the task was at work. " + more);
    }

    /** Waits until the source of a change of hosts has done its part, where it knows of it. */
    private HostChange.Seen awaitSource(Errand errand, HostChange change, TaskProgress progress)
            throws InterruptedException {
        try {
            HostLink source = links.apply(change.source());
            if (errand.hostTask() != null) {
                ManagedObjectReference<Task> task = new ManagedObjectReference<>("Task", errand.hostTask());
                return new HostChange.Seen(true, new TaskRelay(source, task).run(progress));
            }
            awaitAll(source);
        } catch (FaultException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the next server goes on with it
            }
            if (HostChange.stays(e)) { // and it says why
                settled(errand);
                throw e;
            }
            LOG.log(Level.DEBUG, "how {0} ended is seen by who has the machine: {1}", errand.key(), e.getMessage());
        }
        seeAll(change.source());
        seeAll(change.target());
        return HostChange.Seen.NOTHING;
    }

    /** Has all that a host did so far be in the inventory, where it answers. */
    private void seeAll(String hostId) throws InterruptedException {
        try {
            Barrier.await(links.apply(hostId));
        } catch (FaultException away) {
            LOG.log(Level.DEBUG, "a move is ended without one of its hosts: {0}", away.getMessage());
        }
    }

    private void awaitIfItAnswers(String hostId) throws InterruptedException {
        try {
            links.apply(hostId).awaitBack(PATIENCE);
        } catch (FaultException away) {
            LOG.log(Level.DEBUG, "a move is ended without one of its hosts: {0}", away.getMessage());
        }
    }

    /** Waits for all that the host is at: it may have begun what vCenter was not told of any more. */
    static void awaitAll(HostLink link) throws InterruptedException {
        ManagedObjectReference<TaskManager> manager = link.open().content().taskManager();
        if (manager == null) {
            return;
        }
        List<ManagedObjectReference<Task>> recent;
        try {
            recent = new PropertyReader(link.open().client())
                    .read(manager, TaskManagerProperties.class, List.of("recentTask"))
                    .recentTask();
        } catch (IOException | UncheckedIOException e) {
            throw interrupted("The host went away before it was known: " + e.getMessage());
        }
        for (ManagedObjectReference<Task> task : recent) {
            try {
                new TaskRelay(link, HostMirror.plain(task)).run(new Nobody(""));
            } catch (FaultException e) {
                LOG.log(Level.DEBUG, "{0} of a host ended: {1}", task, e.getMessage());
            }
        }
    }

    /** Who follows what is nobody's task, under the errand's key. */
    private record Nobody(String key) implements TaskProgress {
        @Override
        public ManagedObjectReference<Task> task() {
            return new ManagedObjectReference<>("Task", key);
        }

        @Override
        public void percent(int done) {}

        @Override
        public void description(String messageKey, String message) {}

        @Override
        public Runnable onCancel(Runnable action) {
            return () -> {};
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
