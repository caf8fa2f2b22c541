package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * On which entities alarms are raised. A virtual thread of its own works it out when entities, or alarms, have changed, events
 * have come or values were measured.
 */
final class Alarms implements AutoCloseable {
    /** Events that wait to be looked at; what comes when there are more is no alarm. */
    private static final int EVENTS_MAX = 10_000;

    /** What this itself changes, so that it does not wake itself. */
    private static final Set<String> OWN = Set.of("declaredAlarmState", "triggeredAlarmState");

    private static final System.Logger LOG = System.getLogger(Alarms.class.getName());

    private final ObjectRegistry registry;
    private final AlarmEvents told;
    private final AlarmActions actions;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(1);
    private final List<Runnable> endListening;
    private final Thread thread;

    /** What has changed since it was last looked at. */
    private final Set<ManagedObjectReference<?>> dirty = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);

    // All below are guarded by this.

    private final AlarmStates states;
    /** The entities that show raised alarms now. */
    private final Set<ManagedObjectReference<?>> showing = new HashSet<>();

    private final RepeatedActions repeated;
    private final AlarmMarks marks;
    /** The raised states as they were kept last. */
    private List<AlarmState> kept = List.of();

    private boolean all = true;

    Alarms(
            ObjectRegistry registry,
            Events events,
            AlarmEvents told,
            AlarmActions actions,
            InstantSource clock,
            AlarmMarks marks) {
        this.registry = registry;
        this.told = told;
        this.actions = actions;
        repeated = new RepeatedActions(marks);
        this.clock = clock;
        this.marks = marks;
        states = new AlarmStates(state -> marks.watches(state.alarm(), state.entity()));
        endListening = List.of(registry.listen((changes, _) -> changed(changes)), events.listen(this::came));
        thread = Thread.ofVirtual().name("vcenter-alarms").unstarted(this::run);
    }

    /**
     * Begins with what the server before had raised: what still is raised keeps its time, and who has seen it. What entities are
     * must be known by then.
     */
    void start() {
        synchronized (this) {
            kept = marks.raised();
            states.begin(kept);
            repeated.begin(kept, states::alarm);
        }
        thread.start();
    }

    private void changed(List<ObjectChange> changes) {
        boolean any = false;
        for (ObjectChange change : changes) {
            DataObject properties = change.after() == null ? change.before() : change.after();
            if (properties instanceof ManagedEntityProperties && !OWN.containsAll(change.names())) {
                dirty.add(change.reference());
                any = true;
            }
        }
        if (any) {
            news.release();
        }
    }

    private void came(Event event) {
        if (!events.offer(event)) {
            LOG.log(Level.WARNING, "an event is no alarm, since too many wait to be looked at: " + event.key());
        }
        news.release();
    }

    private void run() {
        try {
            while (true) {
                news.acquire();
                news.drainPermits();
                for (AlarmStates.Transition change : evaluate()) {
                    told.changed(change);
                    if (marks.acts(change.entity())) {
                        actions.changed(change);
                    }
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    synchronized List<AlarmInfo> all() {
        return states.alarms();
    }

    synchronized void put(AlarmInfo alarm) {
        states.put(alarm);
        all = true;
        news.release();
    }

    synchronized void remove(String key) {
        states.remove(key);
        all = true;
        news.release();
    }

    /** Says that somebody has seen an alarm; it stays raised. */
    synchronized void acknowledge(ManagedObjectReference<Alarm> alarm, ManagedObjectReference<?> entity, String user) {
        for (AlarmState state : states.of(entity)) {
            if (state.alarm().equals(alarm)) {
                states.replace(
                        state,
                        state.toBuilder()
                                .acknowledged(true)
                                .acknowledgedByUser(user)
                                .acknowledgedTime(clock.instant())
                                .build());
            }
        }
        keep();
        dirty.add(entity);
        all = true;
        news.release();
    }

    /** Has an alarm watch an entity, or not. */
    synchronized void enable(ManagedObjectReference<Alarm> alarm, ManagedObjectReference<?> entity, boolean enabled) {
        marks.watch(alarm, entity, enabled);
        dirty.add(entity);
        news.release();
    }

    /**
     * Has alarms that are raised be green until what they watch has changed.
     *
     * @return the states that were raised
     */
    synchronized List<AlarmState> clear(Predicate<AlarmState> which) {
        List<AlarmState> cleared = states.raised().stream().filter(which).toList();
        cleared.forEach(state -> {
            states.clear(state);
            dirty.add(state.entity());
        });
        news.release();
        return cleared;
    }

    /** The alarm of a key; null when there is none. */
    synchronized @Nullable AlarmInfo find(ManagedObjectReference<Alarm> alarm) {
        return states.alarm(alarm.value());
    }

    /** Takes in what entities use now, as far as an alarm waits for it, and repeats actions that are due again. */
    void sample(Measurements measurements) {
        List<AlarmStates.Wanted> wanted = wanted();
        Map<PerfMetricId, Set<ManagedObjectReference<?>>> asked = new HashMap<>();
        wanted.forEach(each -> asked.computeIfAbsent(each.expression().metric(), _ -> new LinkedHashSet<>())
                .add(each.entity()));
        Map<PerfMetricId, Map<ManagedObjectReference<?>, Long>> values = new HashMap<>();
        asked.forEach((metric, entities) -> values.put(metric, measurements.latest(metric, entities)));
        take(wanted, values, clock.instant());
        actions.repeat(due());
    }

    /** What is due again on entities whose alarms may do something. */
    private synchronized List<RepeatedActions.Again> due() {
        List<AlarmState> raised = states.raised().stream()
                .filter(state -> marks.acts(state.entity()))
                .toList();
        return repeated.due(raised, clock.instant());
    }

    private synchronized List<AlarmStates.Wanted> wanted() {
        return registry.read(states::wanted);
    }

    private synchronized void take(
            List<AlarmStates.Wanted> wanted,
            Map<PerfMetricId, Map<ManagedObjectReference<?>, Long>> values,
            Instant now) {
        for (AlarmStates.Wanted each : wanted) {
            if (each.alarm().equals(states.alarm(each.alarm().key()))) { // not another one meanwhile
                Long value = values.getOrDefault(each.expression().metric(), Map.of())
                        .get(each.entity());
                states.measured(each, value == null ? OptionalLong.empty() : OptionalLong.of(value), now);
                dirty.add(each.entity());
            }
        }
        if (!wanted.isEmpty()) {
            news.release();
        }
    }

    private synchronized List<AlarmStates.Transition> evaluate() {
        List<Event> came = new ArrayList<>();
        events.drainTo(came);
        came.forEach(event -> dirty.addAll(states.tell(event)));
        Set<ManagedObjectReference<?>> looked = new LinkedHashSet<>(dirty);
        dirty.removeAll(looked);
        boolean everything = all;
        all = false;
        Instant now = clock.instant();
        Set<ManagedObjectReference<?>> shown = registry.read(source -> {
            if (everything) {
                looked.addAll(source.references());
                looked.addAll(states.entities());
            }
            boolean moved = everything;
            for (ManagedObjectReference<?> entity : looked) {
                moved |= states.look(source, entity, now);
            }
            if (moved) {
                looked.addAll(showing);
                states.raised().forEach(state -> looked.addAll(AlarmStates.chain(source, state.entity())));
            }
            return looked;
        });
        List<AlarmStates.Transition> transitions = states.transitions();
        // before the states: what was not noted yet when the server ends is a change again for the next one
        repeated.changed(
                transitions.stream().filter(each -> marks.acts(each.entity())).toList(), now);
        keep(); // what a client sees raised is raised for the next server too
        registry.change(changes -> shown.forEach(entity -> show(changes, entity)));
        return transitions;
    }

    private void keep() {
        List<AlarmState> now = states.raised();
        if (!now.equals(kept)) {
            try {
                marks.keep(now);
                kept = now;
            } catch (FaultException e) { // kept with the next change; until then a restart tells them as new
                LOG.log(Level.WARNING, "which alarms are raised cannot be written down", e);
            }
        }
    }

    /** What an entity shows: the alarms that watch it, and those that are raised on it and on all below it. */
    private void show(Changes changes, ManagedObjectReference<?> entity) {
        List<AlarmState> declared = states.of(entity);
        List<AlarmState> triggered = states.raised().stream()
                .filter(state -> AlarmStates.chain(changes, state.entity()).contains(entity))
                .toList();
        if (triggered.isEmpty()) {
            showing.remove(entity);
        } else {
            showing.add(entity);
        }
        if (changes.properties(entity) instanceof ManagedEntityProperties before
                && (!before.declaredAlarmState().equals(declared)
                        || !before.triggeredAlarmState().equals(triggered))) {
            changes.update(
                    entity,
                    ManagedEntityProperties.class,
                    properties -> properties.withDeclaredAlarmState(declared).withTriggeredAlarmState(triggered));
        }
    }

    @Override
    public void close() {
        endListening.forEach(Runnable::run);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
