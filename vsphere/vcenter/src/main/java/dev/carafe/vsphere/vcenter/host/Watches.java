package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who waits for the updates of which filter. Updates may come before it is said who waits for them. Safe for all threads. */
final class Watches {
    /** Takes note, and does not wait. */
    interface Watch {
        void updated(List<ObjectUpdate> updates);

        /** There will be no more updates: the connection broke. */
        void lost();
    }

    private final Map<ManagedObjectReference<PropertyFilter>, Watch> watches = new HashMap<>();
    private final Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> early = new HashMap<>();
    private boolean ended;

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
        if (watch == null) {
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
