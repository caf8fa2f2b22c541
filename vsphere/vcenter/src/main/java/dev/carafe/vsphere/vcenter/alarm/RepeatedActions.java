package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which actions are repeated while a state stays, and when they were done last. That outlasts the server. Not safe for
 * several threads at once.
 */
final class RepeatedActions {
    private static final System.Logger LOG = System.getLogger(RepeatedActions.class.getName());

    /** An action that is to be done now. */
    record Again(AlarmStates.Transition change, Action action) {}

    private record Repeated(AlarmStates.Transition change, List<Action> actions, Instant last) {
        boolean isDue(Instant now) {
            return !now.isBefore(last.plusSeconds(frequency(change.alarm())));
        }

        /** As it is kept: the state's key, what it was before, and when the actions were done last. */
        KeyValue text() {
            return new KeyValue(change.key(), change.from() + " " + last);
        }

        /** Null when the alarm asks for no such thing any more. */
        static @Nullable Repeated of(String text, AlarmState state, AlarmInfo alarm) {
            int space = text.indexOf(' ');
            try {
                AlarmStates.Transition change = new AlarmStates.Transition(
                        alarm,
                        state.entity(),
                        ManagedEntityStatus.valueOf(text.substring(0, Math.max(0, space))),
                        state.overallStatus());
                List<Action> actions = repeating(change);
                return actions.isEmpty()
                        ? null
                        : new Repeated(change, actions, Instant.parse(text.substring(space + 1)));
            } catch (DateTimeException | IllegalArgumentException e) {
                LOG.log(Level.WARNING, "when the alarm " + alarm.name() + " acted last cannot be read: " + text, e);
                return null;
            }
        }
    }

    private final AlarmMarks marks;

    /** By the states' keys. */
    private final Map<String, Repeated> repeated = new HashMap<>();

    RepeatedActions(AlarmMarks marks) {
        this.marks = marks;
    }

    /**
     * Goes on with what a server before has repeated.
     *
     * @param raised the states that were raised then
     * @param alarms by key; null for one that there is not
     */
    void begin(List<AlarmState> raised, Function<String, @Nullable AlarmInfo> alarms) {
        Map<String, String> before = new HashMap<>();
        marks.repeated().forEach(each -> before.put(each.key(), each.value()));
        for (AlarmState state : raised) {
            String text = before.get(state.key());
            AlarmInfo alarm = alarms.apply(state.alarm().value());
            Repeated found = text == null || alarm == null ? null : Repeated.of(text, state, alarm);
            if (found != null) {
                repeated.put(state.key(), found);
            }
        }
    }

    /** Takes note of changes of states whose alarms may do something: what they trigger is done, and repeated from then on. */
    void changed(List<AlarmStates.Transition> changes, Instant now) {
        boolean differs = false;
        for (AlarmStates.Transition change : changes) {
            List<Action> actions = repeating(change);
            if (!actions.isEmpty()) {
                repeated.put(change.key(), new Repeated(change, actions, now));
                differs = true;
            } else if (repeated.remove(change.key()) != null) {
                differs = true;
            }
        }
        if (differs) {
            keep();
        }
    }

    /**
     * What is due again: until the state changes, or somebody says that he has seen it.
     *
     * @param raised all states that are raised
     */
    List<Again> due(List<AlarmState> raised, Instant now) {
        if (repeated.isEmpty()) {
            return List.of();
        }
        Map<String, AlarmState> byKey = new HashMap<>();
        raised.forEach(state -> byKey.put(state.key(), state));
        boolean differs = repeated.entrySet().removeIf(entry -> {
            AlarmState state = byKey.get(entry.getKey());
            return state == null
                    || state.overallStatus() != entry.getValue().change().to()
                    || Boolean.TRUE.equals(state.acknowledged());
        });
        List<Again> due = new ArrayList<>();
        repeated.replaceAll((_, each) -> {
            if (!each.isDue(now)) {
                return each;
            }
            each.actions().forEach(action -> due.add(new Again(each.change(), action)));
            return new Repeated(each.change(), each.actions(), now);
        });
        if (differs || !due.isEmpty()) {
            keep();
        }
        return due;
    }

    private void keep() {
        try {
            marks.keepRepeated(repeated.values().stream().map(Repeated::text).toList());
        } catch (FaultException e) { // kept with the next change; until then a restart counts from an earlier time
            LOG.log(Level.WARNING, "which actions of alarms are repeated cannot be written down", e);
        }
    }

    private static List<Action> repeating(AlarmStates.Transition change) {
        return frequency(change.alarm()) <= 0
                ? List.of()
                : ActionTriggers.of(change.alarm().action(), change.from(), change.to()).stream()
                        .filter(ActionTriggers.Due::repeats)
                        .map(ActionTriggers.Due::action)
                        .toList();
    }

    /** In seconds; 0 when nothing is repeated. */
    private static int frequency(AlarmInfo alarm) {
        return alarm.actionFrequency() == null ? 0 : alarm.actionFrequency();
    }
}
