package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which machines a host's datastores and networks have, by what the machines say: a host with thousands would tell each of these
 * lists as a whole with every machine that comes or goes. Not safe for several threads.
 */
final class Membership {
    /** The property that is not asked for. */
    static final String PROPERTY = "vm";

    private final Map<ManagedObjectReference<?>, Set<ManagedObjectReference<?>>> members = new HashMap<>();
    private final Set<ManagedObjectReference<?>> changed = new HashSet<>();

    /** Whether what is of a type has such a list. */
    static boolean isHolder(String type) {
        return type.equals("Datastore") || type.equals("Network");
    }

    /**
     * A machine came, changed or went.
     *
     * @param before null when it came
     * @param after null when it went
     */
    void change(ManagedObjectReference<?> machine, @Nullable DataObject before, @Nullable DataObject after) {
        Set<ManagedObjectReference<?>> old = holders(before);
        Set<ManagedObjectReference<?>> now = holders(after);
        if (old.equals(now)) {
            return;
        }
        for (ManagedObjectReference<?> holder : old) {
            if (!now.contains(holder)) {
                Set<ManagedObjectReference<?>> those = members.getOrDefault(holder, new HashSet<>());
                those.remove(machine);
                if (those.isEmpty()) {
                    members.remove(holder);
                }
                changed.add(holder);
            }
        }
        for (ManagedObjectReference<?> holder : now) {
            if (!old.contains(holder)
                    && members.computeIfAbsent(holder, _ -> new LinkedHashSet<>())
                            .add(machine)) {
                changed.add(holder);
            }
        }
    }

    private static Set<ManagedObjectReference<?>> holders(@Nullable DataObject properties) {
        if (!(properties instanceof VirtualMachineProperties machine)) {
            return Set.of();
        }
        Set<ManagedObjectReference<?>> holders = new LinkedHashSet<>();
        machine.datastore().forEach(each -> holders.add(HostMirror.plain(each)));
        machine.network().forEach(each -> holders.add(HostMirror.plain(each)));
        return holders;
    }

    /** The machines of a datastore or network, in the order in which they came to it. */
    List<ManagedObjectReference<?>> of(ManagedObjectReference<?> holder) {
        return List.copyOf(members.getOrDefault(holder, Set.of()));
    }

    /** Those whose machines are others than when this was asked last. */
    Set<ManagedObjectReference<?>> takeChanged() {
        Set<ManagedObjectReference<?>> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }
}
