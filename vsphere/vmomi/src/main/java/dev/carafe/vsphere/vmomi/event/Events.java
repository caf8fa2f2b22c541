package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.Call;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of a server, newest kept up to a bound, also beyond the end of the server where it has a journal. Safe for all threads; not to be called while the registry is being
 * changed, since it changes the registry itself.
 */
public final class Events {
    /** How many events are kept. */
    public static final int HISTORY_MAX = 10_000;

    /**
     * What events follow from.
     *
     * @param id the key of the first event
     * @param userName who caused it; empty for the server itself
     * @param entity what it is about, for events that name nothing else
     */
    public record Chain(int id, String userName, @Nullable ManagedObjectReference<?> entity) {
        /** Runs an action whose events follow from this, and returns its result. */
        public <R> R call(Supplier<R> action) {
            return ScopedValue.where(CHAIN, this).call(action::get);
        }
    }

    private static final ScopedValue<Chain> CHAIN = ScopedValue.newInstance();
    private static final System.Logger LOG = System.getLogger(Events.class.getName());

    private final ObjectRegistry registry;
    private final ManagedObjectReference<EventManager> manager;
    private final EventJournal journal;
    private final InstantSource clock;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    /** Taken before the registry's. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Oldest first; guarded by the lock. */
    private final ArrayDeque<Event> history = new ArrayDeque<>();

    /** Guarded by the lock. */
    private int lastKey;

    /** Whether the history has what the journal remembers: it is read when somebody asks for it; guarded by the lock. */
    private boolean hasPast;

    /** Whether the journal failed, so that it is said once; guarded by the lock. */
    private boolean journalFailed;

    private Events(
            ObjectRegistry registry,
            ManagedObjectReference<EventManager> manager,
            EventJournal journal,
            InstantSource clock) {
        this.registry = registry;
        this.manager = manager;
        this.journal = journal;
        this.clock = clock;
    }

    /** The events of a server that forgets them when it ends. */
    public static Events open(
            ObjectRegistry registry, ManagedObjectReference<EventManager> manager, InstantSource clock) {
        return open(registry, manager, EventJournal.none(), clock);
    }

    /**
     * The events of a server, after those that the journal remembers, and their manager among its objects.
     *
     * @param manager what the manager is called: {@code EventManager} in a vCenter, {@code ha-eventmgr} on a host
     */
    public static Events open(
            ObjectRegistry registry,
            ManagedObjectReference<EventManager> manager,
            EventJournal journal,
            InstantSource clock) {
        Events events = new Events(registry, manager, journal, clock);
        Event latest = journal.latest();
        events.lastKey = latest == null ? 0 : latest.key();
        registry.change(changes -> changes.add(
                new ServedEventManager(manager, events, registry),
                EventManagerProperties.builder()
                        .description(EventFormats.description())
                        .maxCollector(ServedEventManager.COLLECTORS_MAX)
                        .latestEvent(latest)
                        .build()));
        return events;
    }

    /** Posts an event about what the task at work is about, or about nothing. */
    public <E extends Event> E post(Function<EventHeader, E> make) {
        return post(CHAIN.isBound() ? CHAIN.get().entity() : null, make);
    }

    /**
     * Posts an event.
     *
     * @param about the object that it is about; the event names it and what it is in
     * @param make makes it from its header and does nothing else; it may leave out all but the first four things of the header
     * @return the event, with what was left out
     */
    @SuppressWarnings("unchecked") // completing an event keeps its type
    public <E extends Event> E post(@Nullable ManagedObjectReference<?> about, Function<EventHeader, E> make) {
        lock.lock();
        try {
            EventHeader header = header(about);
            E event = (E) header.complete(make.apply(header));
            lastKey = header.key();
            remember(event);
            history.addLast(event);
            if (history.size() > HISTORY_MAX) {
                history.removeFirst();
            }
            registry.change(changes -> changes.update(
                    manager,
                    EventManagerProperties.class,
                    properties -> properties.toBuilder().latestEvent(event).build()));
            listeners.forEach(listener -> listener.accept(event));
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** Adds an event to the journal, under the lock: events stand there in the order of their keys. */
    private void remember(Event event) {
        try {
            journal.posted(event);
            journalFailed = false;
        } catch (IOException e) { // it is told until the server ends, and not afterwards
            if (!journalFailed) {
                LOG.log(Level.WARNING, "events cannot be recorded, and will be forgotten when the server ends", e);
            }
            journalFailed = true;
        }
    }

    private EventHeader header(@Nullable ManagedObjectReference<?> about) {
        int key = lastKey + 1;
        int chainId = CHAIN.isBound() ? CHAIN.get().id() : key;
        EventHeader bare =
                new EventHeader(key, chainId, clock.instant(), userName(), null, null, null, null, null, null);
        return registry.read(source -> new EventSubject(source).header(bare, about));
    }

    /** Who causes what happens on this thread: the task's user, or the caller's; empty for the server itself. */
    public static String userName() {
        if (CHAIN.isBound()) {
            return CHAIN.get().userName();
        }
        return Call.ongoing().map(call -> call.session().userName()).orElse("");
    }

    /** The key of the newest event, also of one before the server began; 0 for none. */
    public int lastKey() {
        lock.lock();
        try {
            return lastKey;
        } finally {
            lock.unlock();
        }
    }

    /** All that is kept, oldest first. */
    public List<Event> history() {
        lock.lock();
        try {
            addPast();
            return List.copyOf(history);
        } finally {
            lock.unlock();
        }
    }

    /** Those of the history with higher keys, oldest first: who reads on needs the last few of thousands. */
    public List<Event> newerThan(long key) {
        lock.lock();
        try {
            List<Event> newer = new ArrayList<>();
            Iterator<Event> latestFirst = history.descendingIterator();
            for (Event event = next(latestFirst); event != null && event.key() > key; event = next(latestFirst)) {
                newer.add(event);
            }
            if (!hasPast) {
                newer.addAll(past(key).reversed());
            }
            return newer.subList(0, Math.min(newer.size(), HISTORY_MAX)).reversed();
        } finally {
            lock.unlock();
        }
    }

    /** What the journal remembers of before the server began, of those with higher keys. */
    private List<Event> past(long newerThan) {
        try {
            return journal.past(newerThan);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "events of before the server began cannot be read", e);
            return List.of();
        }
    }

    private static @Nullable Event next(Iterator<Event> events) {
        return events.hasNext() ? events.next() : null;
    }

    private void addPast() {
        if (hasPast) {
            return;
        }
        hasPast = true;
        List<Event> past = past(0);
        int room = HISTORY_MAX - history.size();
        past.subList(Math.max(0, past.size() - room), past.size()).reversed().forEach(history::addFirst);
    }

    /**
     * Has a listener be told of each event from now on, in order. It takes note and returns.
     *
     * @return ends it
     */
    public Runnable listen(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
