package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** On which entities alarms are raised. A virtual thread of its own works it out when entities, or alarms, have changed. */
final class Alarms implements AutoCloseable {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    /** What this itself changes, so that it does not wake itself. */
    private static final Set<String> OWN = Set.of("declaredAlarmState", "triggeredAlarmState");

    private static final System.Logger LOG = System.getLogger(Alarms.class.getName());

    private final ObjectRegistry registry;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(1);
    private final Runnable endListening;
    private final Thread thread;

    /** What has changed since it was last looked at. */
    private final Set<ManagedObjectReference<?>> dirty = ConcurrentHashMap.newKeySet();

    // All below are guarded by this.

    /** By key. */
    private final Map<String, AlarmInfo> alarms = new LinkedHashMap<>();

    private final Map<ManagedObjectReference<?>, List<AlarmState>> states = new HashMap<>();
    /** The states that are neither green nor gray: few, one hopes. */
    private final Set<AlarmState> raised = new LinkedHashSet<>();
    /** The entities that show raised alarms now. */
    private final Set<ManagedObjectReference<?>> showing = new HashSet<>();

    private final AlarmMarks marks;
    /** The raised states as they were kept last. */
    private List<AlarmState> kept = List.of();

    /** The states that were cleared, by key, with what they were. */
    private final Map<String, ManagedEntityStatus> cleared = new HashMap<>();

    private boolean all = true;

    Alarms(ObjectRegistry registry, InstantSource clock, AlarmMarks marks) {
        this.registry = registry;
        this.clock = clock;
        this.marks = marks;
        endListening = registry.listen((changes, _) -> changed(changes));
        thread = Thread.ofVirtual().name("vcenter-alarms").unstarted(this::run);
    }

    /** Begins with what the server before had raised: what still is raised keeps its time, and who has seen it. */
    void start() {
        synchronized (this) {
            kept = marks.raised();
            for (AlarmState state : kept) {
                states.merge(state.entity(), List.of(state), Alarms::joined);
            }
        }
        thread.start();
    }

    private static List<AlarmState> joined(List<AlarmState> some, List<AlarmState> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
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

    private void run() {
        try {
            while (true) {
                news.acquire();
                news.drainPermits();
                evaluate();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    synchronized List<AlarmInfo> all() {
        return List.copyOf(alarms.values());
    }

    synchronized void put(AlarmInfo alarm) {
        alarms.put(alarm.key(), alarm);
        all = true;
        news.release();
    }

    synchronized void remove(String key) {
        alarms.remove(key);
        all = true;
        news.release();
    }

    /** Says that somebody has seen an alarm; it stays raised. */
    synchronized void acknowledge(ManagedObjectReference<Alarm> alarm, ManagedObjectReference<?> entity, String user) {
        states.computeIfPresent(
                entity,
                (_, before) -> before.stream()
                        .map(state -> state.alarm().equals(alarm)
                                ? state.toBuilder()
                                        .acknowledged(true)
                                        .acknowledgedByUser(user)
                                        .acknowledgedTime(clock.instant())
                                        .build()
                                : state)
                        .toList());
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

    /** Has alarms that are raised be green until what they watch has changed. */
    synchronized void clear(Predicate<AlarmState> which) {
        for (AlarmState state : List.copyOf(raised)) {
            if (which.test(state)) {
                cleared.put(state.key(), state.overallStatus());
                dirty.add(state.entity());
            }
        }
        news.release();
    }

    /** The alarm of a key; null when there is none. */
    synchronized @Nullable AlarmInfo find(ManagedObjectReference<Alarm> alarm) {
        return alarms.get(alarm.value());
    }

    private synchronized void evaluate() {
        Set<ManagedObjectReference<?>> looked = new LinkedHashSet<>(dirty);
        dirty.removeAll(looked);
        boolean everything = all;
        all = false;
        Set<ManagedObjectReference<?>> shown = registry.read(source -> {
            if (everything) {
                looked.addAll(source.references());
                looked.addAll(states.keySet());
            }
            boolean moved = everything;
            for (ManagedObjectReference<?> entity : looked) {
                moved |= look(source, entity);
            }
            if (moved) {
                looked.addAll(showing);
                raised.forEach(state -> looked.addAll(chain(source, state.entity())));
            }
            return looked;
        });
        registry.change(changes -> shown.forEach(entity -> show(changes, entity)));
        keep();
    }

    private void keep() {
        List<AlarmState> now = List.copyOf(raised);
        if (!now.equals(kept)) {
            try {
                marks.keep(now);
                kept = now;
            } catch (FaultException e) { // kept with the next change; until then a restart tells them as new
                LOG.log(Level.WARNING, "which alarms are raised cannot be written down", e);
            }
        }
    }

    /** Works out an entity's states; whether what is raised differs. */
    private boolean look(ObjectSource source, ManagedObjectReference<?> entity) {
        List<AlarmState> before = states.getOrDefault(entity, List.of());
        List<AlarmState> after = new ArrayList<>();
        for (AlarmInfo alarm : alarms.values()) {
            AlarmState state = state(source, alarm, entity, before);
            if (state != null) {
                after.add(state);
            }
        }
        if (after.equals(before) && raised.containsAll(raised(after))) {
            return false;
        }
        boolean differs = raised.removeIf(state -> state.entity().equals(entity));
        differs |= raised.addAll(raised(after));
        if (after.isEmpty()) {
            states.remove(entity);
        } else {
            states.put(entity, List.copyOf(after));
        }
        return differs;
    }

    private static List<AlarmState> raised(List<AlarmState> states) {
        return states.stream()
                .filter(state -> state.overallStatus() == ManagedEntityStatus.RED
                        || state.overallStatus() == ManagedEntityStatus.YELLOW)
                .toList();
    }

    /** Null when the alarm says nothing of the entity. */
    private @Nullable AlarmState state(
            ObjectSource source, AlarmInfo alarm, ManagedObjectReference<?> entity, List<AlarmState> before) {
        DataObject properties = source.properties(entity);
        ManagedType type = source.type(entity);
        if (!alarm.enabled() || !(properties instanceof ManagedEntityProperties) || type == null) {
            return null;
        }
        String key = alarm.key() + "." + entity.value();
        ManagedEntityStatus said = Expressions.status(alarm.expression(), type, properties);
        if (said == ManagedEntityStatus.GRAY || !chain(source, entity).contains(alarm.entity())) {
            return null;
        }
        boolean watches = marks.watches(alarm.alarm(), entity);
        if (cleared.get(key) != said) {
            cleared.remove(key);
        }
        ManagedEntityStatus status =
                !watches ? ManagedEntityStatus.GRAY : cleared.containsKey(key) ? ManagedEntityStatus.GREEN : said;
        return before.stream()
                .filter(state -> state.alarm().equals(alarm.alarm()) && state.overallStatus() == status)
                .findFirst()
                .orElseGet(() -> AlarmState.builder()
                        .key(key)
                        .disabled(watches ? null : true)
                        .entity(new ManagedObjectReference<ManagedEntity>(entity.type(), entity.value()))
                        .alarm(alarm.alarm())
                        .overallStatus(status)
                        .time(clock.instant())
                        .acknowledged(false)
                        .build());
    }

    /** The entity and what it is in. */
    private static Set<ManagedObjectReference<?>> chain(ObjectSource source, ManagedObjectReference<?> entity) {
        Set<ManagedObjectReference<?>> chain = new LinkedHashSet<>();
        ManagedObjectReference<?> at = entity;
        while (at != null && chain.size() < DEPTH_MAX && chain.add(at)) {
            at = source.properties(at) instanceof ManagedEntityProperties properties ? properties.parent() : null;
        }
        return chain;
    }

    /** What an entity shows: the alarms that watch it, and those that are raised on it and on all below it. */
    private void show(Changes changes, ManagedObjectReference<?> entity) {
        List<AlarmState> declared = states.getOrDefault(entity, List.of());
        List<AlarmState> triggered = raised.stream()
                .filter(state -> chain(changes, state.entity()).contains(entity))
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
        endListening.run();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
