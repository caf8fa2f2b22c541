package dev.carafe.vsphere.client.event;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByEntity;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecRecursionOption;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollector;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A server's events. Safe for all threads. */
public final class Events {
    /** The most that a collector shows at once. */
    private static final int PAGE = 1_000;

    private final VSphereClient client;
    private final EventManager manager;

    public Events(VSphereClient client) {
        this.client = client;
        this.manager = EventManager.stub(
                client.connection(), VSphereClient.present(client.content().eventManager(), "event manager"));
    }

    /** What a filter has to say to mean an object and all that is in it. */
    public static EventFilterSpec about(ManagedObjectReference<? extends ManagedEntity> entity) {
        return EventFilterSpec.builder()
                .entity(EventFilterSpecByEntity.builder()
                        .entity(entity)
                        .recursion(EventFilterSpecRecursionOption.ALL)
                        .build())
                .build();
    }

    /**
     * The events that fit a filter, oldest first. It is asked by a collector, since a single host has no other way.
     *
     * @param most how many at most
     */
    public List<Event> query(EventFilterSpec filter, int most) throws IOException, InterruptedException {
        List<Event> all = new ArrayList<>();
        if (most > 0) {
            each(filter, Math.min(PAGE, most), event -> {
                all.add(event);
                return all.size() < most;
            });
        }
        return all;
    }

    /**
     * Gives the events that fit a filter, oldest first, however many there are: never more than one page of a thousand is in memory.
     *
     * @param receiver called on this thread; false ends the reading
     */
    public void each(EventFilterSpec filter, Predicate<Event> receiver) throws IOException, InterruptedException {
        each(filter, PAGE, receiver);
    }

    private void each(EventFilterSpec filter, int pageEvents, Predicate<Event> receiver)
            throws IOException, InterruptedException {
        EventHistoryCollector collector = EventHistoryCollector.stub(
                client.connection(), Connection.checked(() -> manager.createCollectorForEvents(filter)));
        try {
            Connection.run(collector::rewindCollector);
            while (true) {
                List<Event> page = Connection.checked(() -> collector.readNextEvents(pageEvents));
                for (Event event : page) {
                    if (!receiver.test(event)) {
                        return;
                    }
                }
                if (page.isEmpty()) {
                    return;
                }
            }
        } finally {
            destroy(collector);
        }
    }

    /**
     * Gives the events that fit a filter, oldest first: those of the last page that the server has, and then each new one
     * as it comes, until the receiver has enough or the thread is interrupted.
     *
     * @param receiver called on this thread; false ends the following
     */
    public void follow(EventFilterSpec filter, Predicate<Event> receiver) throws IOException, InterruptedException {
        ManagedObjectReference<EventHistoryCollector> reference =
                Connection.checked(() -> manager.createCollectorForEvents(filter));
        EventHistoryCollector collector = EventHistoryCollector.stub(client.connection(), reference);
        try {
            Connection.run(() -> collector.setCollectorPageSize(PAGE));
            Unseen unseen = new Unseen();
            new PropertyWaiter(client).waitFor(reference, List.of("latestPage"), found -> {
                for (Event event : unseen.of(found.list("latestPage", Event.class))) {
                    if (!receiver.test(event)) {
                        return true;
                    }
                }
                return false;
            });
        } finally {
            destroy(collector);
        }
    }

    /** Posts an event of the user's own about an object. */
    public void log(ManagedObjectReference<? extends ManagedEntity> entity, String message)
            throws IOException, InterruptedException {
        Connection.run(() -> manager.logUserEvent(entity, message));
    }

    private static void destroy(EventHistoryCollector collector) {
        boolean interrupted = Thread.interrupted(); // or the call would not be sent
        try {
            collector.destroyCollector();
        } catch (FaultException | UncheckedIOException _) {
            // it goes with the session
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Which events of a page have not been given yet: keys only grow. Not thread-safe; no I/O. */
    static final class Unseen {
        private int lastKey = Integer.MIN_VALUE;

        List<Event> of(List<Event> page) {
            List<Event> fresh = new ArrayList<>();
            page.stream()
                    .filter(event -> event.key() > lastKey)
                    .sorted(Comparator.comparingInt(Event::key))
                    .forEach(fresh::add);
            if (!fresh.isEmpty()) {
                lastKey = fresh.getLast().key();
            }
            return fresh;
        }
    }
}
