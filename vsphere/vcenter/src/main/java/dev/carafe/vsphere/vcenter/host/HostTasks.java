package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a host says of its recent tasks, by one filter for all of them: one for each would be made and taken away for each task that is
 * followed. Safe for all threads.
 */
final class HostTasks {
    /** What was said last of each. */
    private final Map<ManagedObjectReference<?>, ObjectUpdate> recent = new HashMap<>();

    /** A task may be followed by several: ended errands look at all that a host is at. */
    private final Map<ManagedObjectReference<?>, List<Watches.Watch>> watches = new HashMap<>();

    private boolean ended;

    /** Takes in what the host says. A task that leaves is no longer recent, and may be at work still. */
    synchronized void updated(List<ObjectUpdate> updates) {
        for (ObjectUpdate update : updates) {
            ManagedObjectReference<?> task = HostMirror.plain(update.obj());
            if (update.kind() == ObjectUpdateKind.LEAVE) {
                recent.remove(task);
            } else {
                recent.put(task, update);
            }
            watches.getOrDefault(task, List.of()).forEach(watch -> watch.updated(List.of(update)));
        }
    }

    /** Tells of a task: at once what is known of it, then all that comes. Nothing may ever come: the host may not count it as recent. */
    synchronized void add(ManagedObjectReference<?> task, Watches.Watch watch) {
        if (ended) {
            watch.lost();
            return;
        }
        watches.computeIfAbsent(task, _ -> new ArrayList<>()).add(watch);
        ObjectUpdate known = recent.get(task);
        if (known != null) {
            watch.updated(List.of(known));
        }
    }

    synchronized void remove(ManagedObjectReference<?> task, Watches.Watch watch) {
        watches.computeIfPresent(task, (_, all) -> {
            all.remove(watch);
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells all that the connection broke. */
    synchronized void end() {
        ended = true;
        watches.values().forEach(all -> all.forEach(Watches.Watch::lost));
        watches.clear();
        recent.clear();
    }
}
