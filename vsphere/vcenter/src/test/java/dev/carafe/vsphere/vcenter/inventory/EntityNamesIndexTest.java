package dev.carafe.vsphere.vcenter.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found by a name, in a folder or on a host, is what looking through all finds. */
class EntityNamesIndexTest {
    private static final List<String> PARENTS = List.of("group-v1", "group-v2", "group-v3");
    private static final String HOST = "host-1";
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private final EntityState state = new EntityState();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void areFoundAsByLookingThroughAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> ids = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            Draft draft = new Draft(state);
            for (int change = 0; change < 3; change++) {
                change(draft, ids, random);
                check(draft, "seed " + seed + " step " + step + " in the draft");
            }
            state.apply(draft.changes(), draft.nextNumber());
            check(state, "seed " + seed + " step " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsHeldIsFoundByItsTypeAsByLookingThroughAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> ids = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            Draft draft = new Draft(state);
            change(draft, ids, random);
            String folder = PARENTS.get(random.nextInt(PARENTS.size()));
            draft.put(new Entity.Folder(draft.newId("group-v"), "f", folder, List.of("VirtualMachine")));
            for (Entities entities : List.of(draft, state)) {
                for (String parent : PARENTS) {
                    checkTypes(entities, parent, "seed " + seed + " step " + step);
                }
            }
            state.apply(draft.changes(), draft.nextNumber());
        }
    }

    private static void checkTypes(Entities entities, String parent, String when) {
        List<Entity> all = entities.heldBy(parent);
        for (Class<? extends Entity> type :
                List.of(Entity.VirtualMachine.class, Entity.Folder.class, Entity.Host.class)) {
            assertThat(entities.heldBy(parent, type))
                    .as(when)
                    .isEqualTo(all.stream().filter(type::isInstance).toList());
        }
        assertThat(all).as(when).allMatch(entity -> parent.equals(entity.parent()));
        if (entities instanceof EntityState) {
            assertThat(all)
                    .as(when)
                    .isSortedAccordingTo(Comparator.comparingInt(entity -> EntityState.number(entity.id())));
        }
    }

    private static void change(Draft draft, List<String> ids, SplittableRandom random) {
        String parent = PARENTS.get(random.nextInt(PARENTS.size()));
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (ids.isEmpty() || random.nextInt(3) == 0) {
            String id = draft.newId(Ids.MACHINE);
            ids.add(id);
            draft.put(machine(id, name, parent));
            return;
        }
        String id = ids.get(random.nextInt(ids.size()));
        if (random.nextInt(4) == 0) {
            ids.remove(id);
            draft.remove(id);
        } else {
            draft.put(machine(id, name, parent));
        }
    }

    /** What a host calls a machine is as much drawn as its name. */
    private static Entity.VirtualMachine machine(String id, String name, String parent) {
        return new Entity.VirtualMachine(id, name, parent, null, HOST, parent + name);
    }

    private static void check(Entities entities, String when) {
        for (String parent : PARENTS) {
            for (String name : NAMES) {
                Optional<Entity> looked = entities.heldBy(parent).stream()
                        .filter(entity ->
                                parent.equals(entity.parent()) && entity.name().equals(name))
                        .findFirst();
                assertThat(entities.childNamed(parent, name)).as(when).isEqualTo(looked);
                String onHost = "VirtualMachine:" + parent + name;
                List<Entity> called = entities.heldBy(HOST).stream()
                        .filter(entity -> onHost.equals(entity.calledOnHosts().get(HOST)))
                        .toList();
                assertThat(entities.calledOnHost(HOST, onHost)).as(when).isEqualTo(called);
            }
        }
    }
}
