package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What outlasts the server besides the alarms themselves: which are raised, what they repeat, and what was said of entities. Safe
 * for all threads.
 */
final class AlarmMarks {
    private static final ManagedObjectReference<?> RAISED = new ManagedObjectReference<>("AlarmManager", "raised");
    private static final ManagedObjectReference<?> REPEATED = new ManagedObjectReference<>("AlarmManager", "repeated");
    private static final ManagedObjectReference<?> DISABLED = new ManagedObjectReference<>("AlarmManager", "disabled");
    private static final ManagedObjectReference<?> NO_ACTIONS =
            new ManagedObjectReference<>("AlarmManager", "no-actions");

    private final Kept kept;
    private final List<AlarmState> raised;
    private final List<KeyValue> repeated;
    /** An alarm's key, and an entity that it does not watch. */
    private final Set<KeyValue> disabled = ConcurrentHashMap.newKeySet();
    /** The type and the id of entities whose alarms do nothing. */
    private final Set<KeyValue> withoutActions = ConcurrentHashMap.newKeySet();

    /** @throws IOException when what was kept cannot be read */
    AlarmMarks(Store store) throws IOException {
        kept = new Kept(store, "alarm-marks");
        raised = kept.load(AlarmState.class, RAISED);
        repeated = kept.load(KeyValue.class, REPEATED);
        disabled.addAll(kept.load(KeyValue.class, DISABLED));
        withoutActions.addAll(kept.load(KeyValue.class, NO_ACTIONS));
    }

    /** What was raised when the server began. */
    List<AlarmState> raised() {
        return raised;
    }

    void keep(List<AlarmState> now) {
        kept.save(RAISED, now);
    }

    /** What was repeated when the server began: a state's key, and a text. */
    List<KeyValue> repeated() {
        return repeated;
    }

    void keepRepeated(List<KeyValue> now) {
        kept.save(REPEATED, now);
    }

    boolean watches(ManagedObjectReference<Alarm> alarm, ManagedObjectReference<?> entity) {
        return !disabled.contains(new KeyValue(alarm.value(), entity.value()));
    }

    synchronized void watch(ManagedObjectReference<Alarm> alarm, ManagedObjectReference<?> entity, boolean enabled) {
        mark(disabled, new KeyValue(alarm.value(), entity.value()), !enabled);
        kept.save(DISABLED, List.copyOf(disabled));
    }

    /** Whether an entity's alarms do something. */
    boolean acts(ManagedObjectReference<?> entity) {
        return !withoutActions.contains(new KeyValue(entity.type(), entity.value()));
    }

    /** The entities whose alarms do nothing. */
    List<ManagedObjectReference<?>> withoutActions() {
        return withoutActions.stream()
                .<ManagedObjectReference<?>>map(each -> new ManagedObjectReference<>(each.key(), each.value()))
                .toList();
    }

    synchronized void actions(ManagedObjectReference<?> entity, boolean enabled) {
        mark(withoutActions, new KeyValue(entity.type(), entity.value()), !enabled);
        kept.save(NO_ACTIONS, List.copyOf(withoutActions));
    }

    private static void mark(Set<KeyValue> marks, KeyValue mark, boolean set) {
        if (set) {
            marks.add(mark);
        } else {
            marks.remove(mark);
        }
    }
}
