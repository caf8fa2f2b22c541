package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who waits for the updates of which filter: a watch, or the host's mirror. Updates may come before it is said who waits
 * for them, because the host tells of a filter as soon as it has made it. Safe for all threads.
 */
final class Watches {
    /** Takes note, and does not wait. */
    interface Watch {
        void updated(List<ObjectUpdate> updates);

        /** There will be no more updates: the connection broke. */
        void lost();
    }

    private final Map<ManagedObjectReference<PropertyFilter>, Watch> watches = new HashMap<>();
    private final Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> early = new HashMap<>();
    private final Set<ManagedObjectReference<PropertyFilter>> mirrored = new HashSet<>();
    /** What came for the mirror before it was said to be for it. */
    private final List<ObjectUpdate> late = new ArrayList<>();

    private boolean ended;

    /** Has the updates of a filter go into the mirror. */
    synchronized void mirror(ManagedObjectReference<PropertyFilter> filter) {
        mirrored.add(filter);
        List<ObjectUpdate> before = early.remove(filter);
        if (before != null) {
            late.addAll(before);
        }
    }

    /** Takes what goes into the mirror out of what came: first what came too early for that in rounds before. */
    synchronized List<ObjectUpdate> takeMirrored(Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> came) {
        List<ObjectUpdate> taken = new ArrayList<>(late);
        late.clear();
        for (ManagedObjectReference<PropertyFilter> filter : mirrored) {
            List<ObjectUpdate> updates = came.remove(filter);
            if (updates != null) {
                taken.addAll(updates);
            }
        }
        return taken;
    }

    synchronized void add(ManagedObjectReference<PropertyFilter> filter, Watch watch) {
        if (ended) {
            watch.lost();
            return;
        }
        watches.put(filter, watch);
        List<ObjectUpdate> before = early.remove(filter);
        if (before != null) {
            watch.updated(before);
        }
    }

    synchronized void remove(ManagedObjectReference<PropertyFilter> filter) {
        watches.remove(filter);
        early.remove(filter);
    }

    synchronized void deliver(ManagedObjectReference<PropertyFilter> filter, List<ObjectUpdate> updates) {
        Watch watch = watches.get(filter);
        if (mirrored.contains(filter)) { // said since the round began
            late.addAll(updates);
        } else if (watch == null) {
            early.computeIfAbsent(filter, _ -> new ArrayList<>()).addAll(updates);
        } else {
            watch.updated(updates);
        }
    }

    /** Tells all that the connection broke. */
    synchronized void end() {
        ended = true;
        watches.values().forEach(Watch::lost);
        watches.clear();
        early.clear();
    }
}
