package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Keeps the lists of machines that folder, pool, host, datastores and networks have; one that is not in the registry has none. */
final class Membership {
    private static final VirtualMachineProperties NOWHERE =
            VirtualMachineProperties.builder().build();

    private Membership() {}

    /** A machine that came, or is somewhere else than before. */
    static void join(
            Changes changes,
            ManagedObjectReference<VirtualMachine> machine,
            HostPlace place,
            VirtualMachineProperties before,
            VirtualMachineProperties after) {
        Set<ManagedObjectReference<?>> old = holders(before);
        Set<ManagedObjectReference<?>> now = holders(after);
        old.stream().filter(holder -> !now.contains(holder)).forEach(holder -> remove(changes, holder, machine));
        now.stream().filter(holder -> !old.contains(holder)).forEach(holder -> add(changes, holder, machine));
        if (before.equals(NOWHERE)) {
            add(changes, place.host(), machine);
        }
    }

    static void join(
            Changes changes,
            ManagedObjectReference<VirtualMachine> machine,
            HostPlace place,
            VirtualMachineProperties properties) {
        join(changes, machine, place, NOWHERE, properties);
    }

    /** Many machines that came: each list is made anew once. */
    static void joinAll(
            Changes changes,
            HostPlace place,
            Map<ManagedObjectReference<VirtualMachine>, VirtualMachineProperties> machines) {
        Map<ManagedObjectReference<?>, Set<Object>> members = new LinkedHashMap<>();
        machines.forEach((machine, properties) -> {
            holders(properties)
                    .forEach(holder -> members.computeIfAbsent(holder, _ -> new LinkedHashSet<>())
                            .add(machine));
            members.computeIfAbsent(place.host(), _ -> new LinkedHashSet<>()).add(machine);
        });
        members.forEach((holder, more) -> list(changes, holder, before -> {
            Set<Object> all = new LinkedHashSet<>(before);
            all.addAll(more);
            return all;
        }));
    }

    static void leave(
            Changes changes,
            ManagedObjectReference<VirtualMachine> machine,
            HostPlace place,
            VirtualMachineProperties properties) {
        join(changes, machine, place, properties, NOWHERE);
        remove(changes, place.host(), machine);
    }

    private static Set<ManagedObjectReference<?>> holders(VirtualMachineProperties properties) {
        Set<ManagedObjectReference<?>> holders = new LinkedHashSet<>(properties.datastore());
        holders.addAll(properties.network());
        if (properties.parent() != null) {
            holders.add(properties.parent());
        }
        if (properties.resourcePool() != null) {
            holders.add(properties.resourcePool());
        }
        return holders;
    }

    /** To a list that does not have it: looking for it among many would cost more than all else. */
    private static void add(
            Changes changes, ManagedObjectReference<?> holder, ManagedObjectReference<VirtualMachine> member) {
        list(changes, holder, before -> {
            List<Object> members = new ArrayList<>(before.size() + 1);
            members.addAll(before);
            members.add(member);
            return members;
        });
    }

    private static void remove(
            Changes changes, ManagedObjectReference<?> holder, ManagedObjectReference<VirtualMachine> member) {
        list(changes, holder, before -> {
            List<Object> members = new ArrayList<>(before);
            members.remove(member);
            return members;
        });
    }

    /** Gives an object other members; nothing happens when it has none. */
    private static void list(
            Changes changes, ManagedObjectReference<?> holder, UnaryOperator<Collection<Object>> members) {
        DataObject properties = changes.properties(holder);
        String property = holder.type().equals("Folder") ? "childEntity" : "vm";
        int index = properties == null ? -1 : properties.dataType().indexOf(property);
        if (properties == null || index < 0) {
            return;
        }
        Collection<Object> before =
                properties.field(index) instanceof List<?> list ? Collections.unmodifiableList(list) : List.of();
        List<Object> after = List.copyOf(members.apply(before));
        changes.update(holder, DataObject.class, holding -> holding.with(index, after));
    }
}
