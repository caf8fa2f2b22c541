package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpression;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In which state each entity is by each alarm that watches it. Reads no clock and tells nobody; not safe for several threads
 * at once.
 */
final class AlarmStates {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    /** That an alarm was raised on an entity, or is not any more. */
    record Transition(
            AlarmInfo alarm, ManagedObjectReference<?> entity, ManagedEntityStatus from, ManagedEntityStatus to) {
        /** The state's. */
        String key() {
            return AlarmStates.key(alarm, entity);
        }
    }

    /** A value that an alarm waits for. */
    record Wanted(AlarmInfo alarm, ManagedObjectReference<?> entity, MetricAlarmExpression expression) {}

    /** What an event made of an entity. */
    private record Told(
            ManagedEntityStatus status, @Nullable Integer eventKey) {}

    private final Predicate<AlarmState> watches;

    /** By key. */
    private final Map<String, AlarmInfo> alarms = new LinkedHashMap<>();

    private final Map<ManagedObjectReference<?>, List<AlarmState>> states = new HashMap<>();
    /** The states that are neither green nor gray: few, one hopes. */
    private final Set<AlarmState> raised = new LinkedHashSet<>();

    /** What events said last, by the states' keys. */
    private final Map<String, Told> told = new HashMap<>();

    private final MetricThresholds thresholds = new MetricThresholds();

    /** The states that were cleared, by key, with what they were. */
    private final Map<String, ManagedEntityStatus> cleared = new HashMap<>();

    /** The keys of states that somebody has just cleared: that is told already. */
    private final Set<String> byHand = new HashSet<>();

    private final List<Transition> transitions = new ArrayList<>();

    /** @param watches whether a state's alarm is to watch its entity */
    AlarmStates(Predicate<AlarmState> watches) {
        this.watches = watches;
    }

    /** Begins with what was raised before: what still is raised keeps its time, and who has seen it. */
    void begin(List<AlarmState> before) {
        raised.addAll(before);
        for (AlarmState state : before) {
            states.merge(
                    state.entity(),
                    List.of(state),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
            AlarmInfo alarm = alarms.get(state.alarm().value());
            if (alarm != null) {
                if (Expressions.of(alarm.expression(), EventAlarmExpression.class)
                        .findAny()
                        .isPresent()) {
                    told.put(state.key(), new Told(state.overallStatus(), state.eventKey()));
                }
                Expressions.of(alarm.expression(), MetricAlarmExpression.class)
                        .forEach(
                                metric -> thresholds.begin(alarm.key(), state.entity(), metric, state.overallStatus()));
            }
        }
    }

    List<AlarmInfo> alarms() {
        return List.copyOf(alarms.values());
    }

    @Nullable
    AlarmInfo alarm(String key) {
        return alarms.get(key);
    }

    void put(AlarmInfo alarm) {
        remove(alarm.key());
        alarms.put(alarm.key(), alarm);
    }

    void remove(String key) {
        if (alarms.remove(key) != null) {
            thresholds.forget(key);
            told.keySet().removeIf(state -> state.startsWith(key + "."));
        }
    }

    List<AlarmState> of(ManagedObjectReference<?> entity) {
        return states.getOrDefault(entity, List.of());
    }

    Set<ManagedObjectReference<?>> entities() {
        return Set.copyOf(states.keySet());
    }

    List<AlarmState> raised() {
        return List.copyOf(raised);
    }

    /** Puts another state in place of one; nothing when that is not there any more. */
    void replace(AlarmState before, AlarmState after) {
        states.computeIfPresent(
                before.entity(),
                (_, all) -> all.stream()
                        .map(state -> state.equals(before) ? after : state)
                        .toList());
        if (raised.contains(before)) {
            List<AlarmState> now = raised.stream()
                    .map(state -> state.equals(before) ? after : state)
                    .toList();
            raised.clear();
            raised.addAll(now);
        }
    }

    /** Has a raised state be green until what its alarm watches has changed. */
    void clear(AlarmState state) {
        cleared.put(state.key(), state.overallStatus());
        told.computeIfPresent(state.key(), (_, _) -> new Told(ManagedEntityStatus.GREEN, null));
        byHand.add(state.key());
    }

    /** Takes note of an event; the entities that may be in another state now. */
    Set<ManagedObjectReference<?>> tell(Event event) {
        Set<ManagedObjectReference<?>> about = new LinkedHashSet<>();
        for (AlarmInfo alarm : alarms.values()) {
            if (alarm.enabled()) {
                Expressions.of(alarm.expression(), EventAlarmExpression.class)
                        .forEach(expression -> EventMatch.of(expression, event).ifPresent(entity -> {
                            ManagedEntityStatus status = expression.status();
                            if (status != null) { // else the event changes nothing, by the API's definition
                                told.put(key(alarm, entity), new Told(status, event.key()));
                                about.add(entity);
                            }
                        }));
            }
        }
        return about;
    }

    /** What must be measured. */
    List<Wanted> wanted(ObjectSource source) {
        List<Wanted> wanted = new ArrayList<>();
        for (AlarmInfo alarm : alarms.values()) {
            List<MetricAlarmExpression> metrics = Expressions.of(alarm.expression(), MetricAlarmExpression.class)
                    .toList();
            if (alarm.enabled() && !metrics.isEmpty()) {
                for (ManagedObjectReference<?> entity : source.references()) {
                    ManagedType type = source.type(entity);
                    List<MetricAlarmExpression> own = type == null
                            ? List.of()
                            : metrics.stream()
                                    .filter(metric -> Expressions.isOf(metric.type(), type))
                                    .toList();
                    if (!own.isEmpty() && chain(source, entity).contains(alarm.entity())) {
                        own.forEach(metric -> wanted.add(new Wanted(alarm, entity, metric)));
                    }
                }
            }
        }
        return wanted;
    }

    /** Takes in a value; empty when there is none. */
    void measured(Wanted wanted, OptionalLong value, Instant now) {
        int tolerance = Optional.ofNullable(wanted.alarm().setting())
                .map(AlarmSetting::toleranceRange)
                .orElse(0);
        thresholds.measured(wanted.alarm().key(), wanted.entity(), wanted.expression(), value, tolerance, now);
    }

    /** Works out an entity's states; whether what is raised differs. */
    boolean look(ObjectSource source, ManagedObjectReference<?> entity, Instant now) {
        List<AlarmState> before = of(entity);
        List<AlarmState> after = new ArrayList<>();
        if (source.properties(entity) == null) {
            forget(entity);
        }
        for (AlarmInfo alarm : alarms.values()) {
            AlarmState state = state(source, alarm, entity, before, now);
            if (state != null) {
                after.add(state);
                note(alarm, before, state);
            }
        }
        if (after.equals(before) && raised.containsAll(raisedOf(after))) {
            return false;
        }
        boolean differs = raised.removeIf(state -> state.entity().equals(entity));
        differs |= raised.addAll(raisedOf(after));
        if (after.isEmpty()) {
            states.remove(entity);
        } else {
            states.put(entity, List.copyOf(after));
        }
        return differs;
    }

    private void forget(ManagedObjectReference<?> entity) {
        thresholds.forget(entity);
        for (AlarmInfo alarm : alarms.values()) {
            told.remove(key(alarm, entity));
            cleared.remove(key(alarm, entity));
        }
    }

    private void note(AlarmInfo alarm, List<AlarmState> before, AlarmState state) {
        ManagedEntityStatus to = state.overallStatus();
        ManagedEntityStatus from =
                find(before, alarm).map(AlarmState::overallStatus).orElse(ManagedEntityStatus.GRAY);
        boolean told = byHand.remove(state.key());
        if (from != to && to != ManagedEntityStatus.GRAY && (isRaised(from) || isRaised(to)) && !told) {
            transitions.add(new Transition(alarm, state.entity(), from, to));
        }
    }

    /** What has changed since this was asked last. */
    List<Transition> transitions() {
        List<Transition> all = List.copyOf(transitions);
        transitions.clear();
        return all;
    }

    private static List<AlarmState> raisedOf(List<AlarmState> states) {
        return states.stream().filter(state -> isRaised(state.overallStatus())).toList();
    }

    private static boolean isRaised(ManagedEntityStatus status) {
        return status == ManagedEntityStatus.RED || status == ManagedEntityStatus.YELLOW;
    }

    private static Optional<AlarmState> find(List<AlarmState> states, AlarmInfo alarm) {
        return states.stream()
                .filter(state -> state.alarm().equals(alarm.alarm()))
                .findFirst();
    }

    private static String key(AlarmInfo alarm, ManagedObjectReference<?> entity) {
        return alarm.key() + "." + entity.value();
    }

    /** Null when the alarm says nothing of the entity. */
    private @Nullable AlarmState state(
            ObjectSource source,
            AlarmInfo alarm,
            ManagedObjectReference<?> entity,
            List<AlarmState> before,
            Instant now) {
        DataObject properties = source.properties(entity);
        ManagedType type = source.type(entity);
        if (!alarm.enabled() || !(properties instanceof ManagedEntityProperties) || type == null) {
            return null;
        }
        String key = key(alarm, entity);
        Told event = told.get(key);
        ManagedEntityStatus said = Expressions.status(
                alarm.expression(),
                new Evidence(
                        type,
                        properties,
                        event == null ? null : event.status(),
                        metric -> thresholds.status(alarm.key(), entity, metric)));
        if (said == ManagedEntityStatus.GRAY || !chain(source, entity).contains(alarm.entity())) {
            return null;
        }
        if (cleared.get(key) != said) {
            cleared.remove(key);
        }
        AlarmState fresh = AlarmState.builder()
                .key(key)
                .entity(new ManagedObjectReference<ManagedEntity>(entity.type(), entity.value()))
                .alarm(alarm.alarm())
                .overallStatus(cleared.containsKey(key) ? ManagedEntityStatus.GREEN : said)
                .time(now)
                .acknowledged(false)
                .eventKey(event == null ? null : event.eventKey())
                .build();
        AlarmState state = watches.test(fresh)
                ? fresh
                : fresh.toBuilder()
                        .disabled(true)
                        .overallStatus(ManagedEntityStatus.GRAY)
                        .build();
        return find(before, alarm)
                .filter(last -> last.overallStatus() == state.overallStatus() || tooSoon(alarm, last, state))
                .orElse(state);
    }

    /** Whether a metric alarm must not be raised again yet. */
    private static boolean tooSoon(AlarmInfo alarm, AlarmState last, AlarmState state) {
        AlarmSetting setting = alarm.setting();
        return setting != null
                && setting.reportingFrequency() > 0
                && isRaised(state.overallStatus())
                && last.overallStatus() != ManagedEntityStatus.GRAY
                && state.time().isBefore(last.time().plusSeconds(setting.reportingFrequency()))
                && Expressions.of(alarm.expression(), MetricAlarmExpression.class)
                        .findAny()
                        .isPresent();
    }

    /** The entity and what it is in. */
    static Set<ManagedObjectReference<?>> chain(ObjectSource source, ManagedObjectReference<?> entity) {
        Set<ManagedObjectReference<?>> chain = new LinkedHashSet<>();
        ManagedObjectReference<?> at = entity;
        while (at != null && chain.size() < DEPTH_MAX && chain.add(at)) {
            at = source.properties(at) instanceof ManagedEntityProperties properties ? properties.parent() : null;
        }
        return chain;
    }
}
