package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client's filter over time: what the client was told, and so what is news to it. It is told of changes and asked for
 * updates in turn, by whoever holds it; it is not safe for several threads.
 */
public final class Observation {
    private final Filter filter;
    private final boolean partial;

    /** The values that were told of each object, by path; what is absent is not in it. */
    private final Map<ManagedObjectReference<?>, Map<String, Object>> told = new LinkedHashMap<>();

    private Selection selection;
    /** What led to others when the selection was made, of what changed since in what is followed, and of what is gone. */
    private final Map<ManagedObjectReference<?>, DataObject> followed = new LinkedHashMap<>();

    private final Set<ManagedObjectReference<?>> dirty = new LinkedHashSet<>();
    /** What the client says that it knows of what it is told next. */
    private KnownObjects known = KnownObjects.NONE;

    private boolean fresh = true;
    private boolean reselect = true;

    /** @param partial whether a change deep inside a value is told as that, and not as a new value of the whole path */
    public Observation(Filter filter, boolean partial) {
        this.filter = filter;
        this.partial = partial;
        selection = Selection.nothing(filter);
    }

    /** The objects whose changes can be news: to find those who wait for a change without asking all of them. */
    public Set<ManagedObjectReference<?>> watched() {
        Set<ManagedObjectReference<?>> watched = new HashSet<>(selection.passed());
        watched.addAll(told.keySet());
        return watched;
    }

    /**
     * Forgets what was told, so that the next updates tell everything but what the client knows. A start that is gone is no fault
     * then either.
     */
    void forget(KnownObjects byClient) {
        known = byClient;
        told.clear();
        dirty.clear();
        followed.clear();
        reselect = true;
    }

    /** Takes note of a change; answers whether there may be updates now. */
    public boolean note(ObjectChange change) {
        ManagedObjectReference<?> reference = change.reference();
        Map<String, Object> known = told.get(reference);
        if (known == null && !selection.passed().contains(reference)) {
            return false;
        }
        DataObject before = change.before();
        DataObject after = change.after();
        if (before == null) {
            reselect = true; // it was looked for before it was there
        } else if (after == null) {
            followed.putIfAbsent(reference, before);
        }
        if (before == null || after == null) {
            if (known != null) {
                dirty.add(reference); // one of the same name may take its place before anyone looks
            }
            return true;
        }
        Set<String> names = change.names();
        boolean news = false;
        if (selection.follows(reference, names)) {
            followed.putIfAbsent(reference, before);
            news = true;
        }
        if (known != null && concerns(after, names)) {
            dirty.add(reference);
            news = true;
        }
        return news;
    }

    private boolean concerns(DataObject properties, Set<String> names) {
        for (Filter.Wanted wanted : filter.wanted()) {
            boolean applies = properties.dataType().isSubtypeOf(wanted.type().properties());
            if (applies
                    && (wanted.all() || wanted.paths().stream().anyMatch(path -> names.contains(path.property())))) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the client has not been told, which then counts as told.
     *
     * @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound, at the first time only
     */
    public List<ObjectUpdate> updates(ObjectSource source) {
        List<ObjectUpdate> updates = new ArrayList<>();
        if (!reselect && !followed.isEmpty()) {
            Selection.Step step = selection.follow(followed, source);
            if (step == null) {
                reselect = true;
            } else {
                step.left().forEach(left -> leave(left, updates));
                step.entered().forEach(entered -> enter(entered, source, updates));
            }
        }
        followed.clear();
        if (reselect) {
            selection = fresh ? Selection.of(filter, source) : Selection.again(filter, source);
            fresh = false;
            reselect = false;
            for (ManagedObjectReference<?> left : new ArrayList<>(told.keySet())) {
                if (!selection.objects().contains(left)) {
                    leave(left, updates);
                }
            }
            Set<ManagedObjectReference<?>> same = known(source);
            known = KnownObjects.NONE;
            for (ManagedObjectReference<?> reference : selection.objects()) {
                if (same.contains(reference)) {
                    confirm(reference, source, updates);
                } else if (!told.containsKey(reference)) {
                    enter(reference, source, updates);
                }
            }
        }
        for (ManagedObjectReference<?> reference : dirty) {
            modify(reference, source, updates);
        }
        dirty.clear();
        return updates;
    }

    private Map<String, Object> values(ManagedObjectReference<?> reference, ObjectSource source) {
        Map<String, Object> values = new HashMap<>();
        ManagedType type = source.type(reference);
        DataObject properties = source.properties(reference);
        if (type != null && properties != null) {
            for (PropertyPath path : filter.paths(type)) {
                Object value = PathReader.read(properties, path);
                if (value != null) {
                    values.put(path.text(), value);
                }
            }
        }
        return values;
    }

    private List<PropertyPath> paths(ManagedObjectReference<?> reference, ObjectSource source) {
        ManagedType type = source.type(reference);
        return type == null ? List.of() : filter.paths(type);
    }

    private void leave(ManagedObjectReference<?> reference, List<ObjectUpdate> updates) {
        if (told.remove(reference) != null) {
            updates.add(ObjectUpdate.builder()
                    .kind(ObjectUpdateKind.LEAVE)
                    .obj(reference)
                    .build());
        }
    }

    /** Tells that an object is as the client knows it. */
    private void confirm(ManagedObjectReference<?> reference, ObjectSource source, List<ObjectUpdate> updates) {
        dirty.remove(reference);
        told.put(reference, values(reference, source));
        updates.add(ObjectUpdate.builder()
                .kind(ObjectUpdateKind.MODIFY)
                .obj(reference)
                .build());
    }

    private void enter(ManagedObjectReference<?> reference, ObjectSource source, List<ObjectUpdate> updates) {
        dirty.remove(reference);
        Map<String, Object> values = values(reference, source);
        told.put(reference, values);
        List<PropertyChange> changes = new ArrayList<>();
        List<MissingProperty> missing = new ArrayList<>();
        for (PropertyPath path : paths(reference, source)) {
            Object value = values.get(path.text());
            if (value == null) {
                Refusal.add(reference, path, source, missing);
            } else {
                changes.add(new PropertyChange(path.text(), PropertyChangeOp.ASSIGN, value));
            }
        }
        updates.add(ObjectUpdate.builder()
                .kind(ObjectUpdateKind.ENTER)
                .obj(reference)
                .changeSet(changes)
                .missingSet(missing)
                .build());
    }

    /** What is selected of which all is wanted and the client knows it as it is. */
    private Set<ManagedObjectReference<?>> known(ObjectSource source) {
        if (known.isEmpty()) {
            return Set.of();
        }
        Map<ManagedObjectReference<?>, DataObject> named = new LinkedHashMap<>();
        for (ManagedObjectReference<?> reference : selection.objects()) {
            ManagedType type = known.names(reference) ? source.type(reference) : null;
            DataObject properties = type != null && filter.wantsAll(type) ? source.properties(reference) : null;
            if (properties != null) {
                named.put(reference, properties);
            }
        }
        return known.among(named);
    }

    private void modify(ManagedObjectReference<?> reference, ObjectSource source, List<ObjectUpdate> updates) {
        Map<String, Object> before = told.get(reference);
        if (before == null) {
            return; // left in the same breath
        }
        Map<String, Object> after = values(reference, source);
        List<PropertyChange> changes = new ArrayList<>();
        for (PropertyPath path : paths(reference, source)) {
            Difference.of(path, before.get(path.text()), after.get(path.text()), partial, changes);
        }
        told.put(reference, after);
        if (!changes.isEmpty()) {
            updates.add(ObjectUpdate.builder()
                    .kind(ObjectUpdateKind.MODIFY)
                    .obj(reference)
                    .changeSet(changes)
                    .build());
        }
    }
}
