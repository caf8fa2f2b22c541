package dev.carafe.vsphere.vcenter.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.Ids;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines come, go, and change their names and places: folders and pools list those that the inventory says, in its order. */
class MachineListsTest {
    private static final List<String> FOLDERS = List.of("group-v1", "group-v2");
    private static final List<String> POOLS = List.of("resgroup-3", "resgroup-4");

    private final EntityState state = new EntityState();
    private final ObjectRegistry registry = new ObjectRegistry();
    private final EntityProjection projection =
            new EntityProjection(registry, entity -> List.of(new Shown(References.to(entity))));

    /** An object without methods. */
    private record Shown(ManagedObjectReference<?> reference) implements ServedObject {
        @Override
        public ManagedType managedType() {
            return (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(reference.type()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void areWhatTheInventoryHolds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Draft places = new Draft(state);
        FOLDERS.forEach(id -> places.put(new Entity.Folder(id, id, null, List.of("VirtualMachine", "Folder"))));
        POOLS.forEach(id -> places.put(new Entity.ResourcePool(id, id, null, "domain-c9", PoolRules.rootConfig())));
        apply(places);
        List<String> ids = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            Draft draft = new Draft(state);
            for (int change = random.nextInt(4); change >= 0; change--) {
                change(draft, ids, random);
            }
            apply(draft);
            for (String folder : FOLDERS) {
                check(folder, "childEntity", Entity.class, "seed " + seed + " step " + step);
            }
            for (String pool : POOLS) {
                check(pool, "vm", Entity.VirtualMachine.class, "seed " + seed + " step " + step);
            }
        }
    }

    private void apply(Draft draft) {
        var changes = draft.changes();
        state.apply(changes, draft.nextNumber());
        projection.changed(changes, state);
    }

    private static void change(Draft draft, List<String> ids, SplittableRandom random) {
        String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
        String pool = POOLS.get(random.nextInt(POOLS.size()));
        int what = random.nextInt(10);
        if (ids.isEmpty() || what < 4) {
            String id = draft.newId(Ids.MACHINE);
            ids.add(id);
            draft.put(new Entity.VirtualMachine(id, id, folder, pool, "host-1", id));
            return;
        }
        String id = ids.get(random.nextInt(ids.size()));
        switch (what) {
            case 4 -> {
                ids.remove(id);
                draft.remove(id);
            }
            case 5 -> draft.put(new Entity.Folder(draft.newId("group-v"), id, folder, List.of("VirtualMachine")));
            case 6, 7 ->
                draft.put(draft.find(id, Entity.VirtualMachine.class)
                        .orElseThrow()
                        .withName("other " + random.nextInt()));
            default -> draft.put(new Entity.VirtualMachine(id, id, folder, pool, "host-1", id));
        }
    }

    private void check(String holder, String property, Class<? extends Entity> type, String when) {
        DataObject properties = registry.properties(References.to(Objects.requireNonNull(state.get(holder))))
                .orElseThrow();
        assertThat(properties.field(properties.dataType().indexOf(property)))
                .as(when)
                .isEqualTo(
                        state.heldBy(holder, type).stream().map(References::to).toList());
    }
}
