package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lists that machines are in, of their folders, pools and hosts, brought up to date by what came and went: to make a list of
 * thousands anew for one more would cost more than all else of a creation. For one change of the inventory.
 */
final class MachineLists {
    private final Changes pending;
    private final Entities now;
    private final Map<String, Difference> differences = new LinkedHashMap<>();

    /** What a list gains and loses. */
    private record Difference(List<ManagedObjectReference<?>> joined, Set<ManagedObjectReference<?>> left) {}

    MachineLists(Changes pending, Entities now) {
        this.pending = pending;
        this.now = now;
    }

    /** Notes whose lists a change concerns; false when it is none of a machine. */
    boolean take(EntityChange change) {
        if (!(change.before() instanceof Entity.VirtualMachine) && !(change.after() instanceof Entity.VirtualMachine)) {
            return false;
        }
        List<String> before = holders(change.before());
        List<String> after = holders(change.after());
        for (String holder : before) {
            if (change.before() != null && !after.contains(holder)) {
                of(holder).left().add(References.to(change.before()));
            }
        }
        for (String holder : after) {
            if (change.after() != null && !before.contains(holder)) {
                of(holder).joined().add(References.to(change.after()));
            }
        }
        return true;
    }

    private static List<String> holders(@Nullable Entity entity) {
        return entity == null ? List.of() : entity.holders();
    }

    private Difference of(String holder) {
        return differences.computeIfAbsent(holder, _ -> new Difference(new ArrayList<>(), new HashSet<>()));
    }

    /**
     * Changes the lists.
     *
     * @param anew the holders whose lists are made anew in any case
     * @return the holders whose lists must be, since what came belongs between what is there
     */
    Set<String> bringUpToDate(Set<String> anew) {
        Set<String> unordered = new LinkedHashSet<>();
        differences.forEach((holder, difference) -> {
            Entity entity = now.get(holder);
            DataObject properties = entity == null ? null : pending.properties(References.to(entity));
            if (entity == null || properties == null || anew.contains(holder)) {
                return;
            }
            int index = properties.dataType().indexOf(entity instanceof Entity.Folder ? "childEntity" : "vm");
            if (index < 0) {
                return;
            }
            List<?> list = properties.field(index) instanceof List<?> known ? known : List.of();
            List<Object> changed =
                    new ArrayList<>(list.size() + difference.joined().size());
            list.forEach(each -> {
                if (!difference.left().contains(each)) {
                    changed.add(each);
                }
            });
            for (ManagedObjectReference<?> each : difference.joined()) {
                if (!changed.isEmpty() && number(changed.getLast()) >= number(each)) {
                    unordered.add(holder);
                    return;
                }
                changed.add(each);
            }
            List<Object> after = List.copyOf(changed);
            pending.update(References.to(entity), DataObject.class, before -> before.with(index, after));
        });
        return unordered;
    }

    /** Lists are in the order in which ids were given. */
    private static int number(Object reference) {
        return reference instanceof ManagedObjectReference<?> each ? EntityState.number(each.value()) : 0;
    }
}
