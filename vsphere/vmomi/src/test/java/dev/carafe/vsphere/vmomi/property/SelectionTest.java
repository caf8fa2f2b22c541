package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who follows changes is led to what a look at everything finds. */
final class SelectionTest {
    private static final int FOLDERS = 4;
    private static final int MACHINES = 8;

    private final Inventory inventory = new Inventory();

    /** Folders in folders and machines in them, and where machines say that they are. */
    private static Filter filter(boolean skipsFolders, boolean goesUp, boolean wantsFolders) {
        List<SelectionSpec> onwards = new ArrayList<>();
        onwards.add(SelectionSpec.builder().name("down").build());
        if (goesUp) {
            onwards.add(SelectionSpec.builder().name("up").build());
        }
        List<PropertySpec> wanted = new ArrayList<>();
        wanted.add(PropertySpec.builder()
                .type(wantsFolders ? "ManagedEntity" : "VirtualMachine")
                .pathSet(List.of("name"))
                .build());
        return FilterReader.read(PropertyFilterSpec.builder()
                .propSet(wanted)
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(Inventory.ROOT)
                        .skip(skipsFolders)
                        .selectSet(List.of(
                                TraversalSpec.builder()
                                        .name("down")
                                        .type("Folder")
                                        .path("childEntity")
                                        .skip(false)
                                        .selectSet(onwards)
                                        .build(),
                                TraversalSpec.builder()
                                        .name("up")
                                        .type("VirtualMachine")
                                        .path("parent")
                                        .skip(skipsFolders)
                                        .selectSet(List.of(SelectionSpec.builder()
                                                .name("down")
                                                .build()))
                                        .build()))
                        .build()))
                .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void isWhatALookAtEverythingFinds(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Filter filter = filter((seed & 1) != 0, (seed & 2) != 0, (seed & 4) != 0);
        Observation observation = new Observation(filter, false);
        inventory.registry.listen((changes, _) -> changes.forEach(observation::note));
        Set<ManagedObjectReference<?>> believed =
                new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        for (int step = 0; step < 1_500; step++) {
            for (int more = random.nextInt(4); more >= 0; more--) {
                change(random);
            }
            for (ObjectUpdate update : inventory.registry.read(observation::updates)) {
                if (update.kind() == ObjectUpdateKind.ENTER) {
                    assertThat(believed.add(update.obj())).isTrue();
                } else if (update.kind() == ObjectUpdateKind.LEAVE) {
                    assertThat(believed.remove(update.obj())).isTrue();
                }
            }
            assertThat(believed)
                    .as("seed %d step %d", seed, step)
                    .containsExactlyInAnyOrderElementsOf(
                            inventory.registry.read(source -> Selection.of(filter, source).objects().stream()
                                    .<ManagedObjectReference<?>>map(object -> object)
                                    .toList()));
        }
    }

    private void change(SplittableRandom random) {
        ManagedObjectReference<Folder> folder = folder(random.nextInt(FOLDERS + 1));
        int machine = random.nextInt(MACHINES);
        switch (random.nextInt(6)) {
            case 0 ->
                inventory.registry.change(changes -> {
                    if (!folder.equals(Inventory.ROOT) && changes.type(folder) != null) {
                        changes.remove(folder);
                    }
                });
            case 1 -> {
                if (!inventory.has(machine)) {
                    inventory.add(machine, "m"); // in the root
                } else if (random.nextBoolean()) {
                    inventory.remove(machine); // of it
                } else {
                    inventory.registry.change(changes -> changes.remove(Inventory.machine(machine)));
                }
            }
            case 2 -> {
                if (inventory.has(machine)) {
                    inventory.move(machine, folder);
                }
            }
            case 3 -> {
                if (inventory.registry.find(folder).isEmpty()) {
                    inventory.folder(folder.value(), Inventory.ROOT);
                }
            }
            default -> list(folder, random);
        }
    }

    private static ManagedObjectReference<Folder> folder(int number) {
        return number == 0 ? Inventory.ROOT : new ManagedObjectReference<>("Folder", "group-v" + number);
    }

    /** What a folder lists is anything: also what is not there, what lists it, and what it lists already. */
    private void list(ManagedObjectReference<Folder> folder, SplittableRandom random) {
        ManagedObjectReference<? extends ManagedEntity> one = random.nextInt(3) == 0
                ? folder(random.nextInt(FOLDERS + 1))
                : Inventory.machine(random.nextInt(MACHINES));
        inventory.registry.change(changes -> {
            if (changes.type(folder) == null) {
                return;
            }
            changes.update(folder, FolderProperties.class, properties -> {
                List<ManagedObjectReference<? extends ManagedEntity>> children =
                        new ArrayList<>(properties.childEntity());
                if (children.size() > 4 || (!children.isEmpty() && random.nextInt(3) == 0)) {
                    children.remove(random.nextInt(children.size()));
                } else {
                    children.add(random.nextInt(children.size() + 1), one);
                }
                return properties.withChildEntity(children);
            });
        });
    }

    /** Counts how often somebody looks whether an object is there. */
    private static final class Counting implements ObjectSource {
        private final ObjectSource source;
        int looked;

        Counting(ObjectSource source) {
            this.source = source;
        }

        @Override
        public Set<ManagedObjectReference<?>> references() {
            return source.references();
        }

        @Override
        public @Nullable ManagedType type(ManagedObjectReference<?> reference) {
            looked++;
            return source.type(reference);
        }

        @Override
        public @Nullable DataObject properties(ManagedObjectReference<?> reference) {
            return source.properties(reference);
        }
    }

    private static int looks(Inventory inventory, Observation observation) {
        return inventory.registry.read(source -> {
            Counting counting = new Counting(source);
            assertThat(observation.updates(counting)).isNotEmpty();
            return counting.looked;
        });
    }

    @Test
    void aMachineThatComesOrGoesIsFoundWithoutALookAtTheOthers() {
        for (int number = 0; number < 500; number++) {
            inventory.add(number, "m" + number);
        }
        Observation observation = new Observation(filter(false, false, true), false);
        inventory.registry.listen((changes, _) -> changes.forEach(observation::note));
        assertThat(looks(inventory, observation)).isGreaterThan(500);
        inventory.add(1_000, "new");
        assertThat(looks(inventory, observation)).isLessThan(20);
        inventory.remove(1_000);
        assertThat(looks(inventory, observation)).isLessThan(20);
        inventory.registry.change(changes -> {
            for (int number = 0; number < 3; number++) {
                changes.update(Inventory.machine(number), VirtualMachineProperties.class, properties ->
                        (VirtualMachineProperties) properties.withName("other"));
            }
        });
        assertThat(looks(inventory, observation)).isLessThan(20);
    }

    @Test
    void whatIsNoLongerListedLeavesWithoutALookAtTheOthers() {
        for (int number = 0; number < 500; number++) {
            inventory.add(number, "m" + number);
        }
        Observation observation = new Observation(filter(false, false, true), false);
        inventory.registry.listen((changes, _) -> changes.forEach(observation::note));
        assertThat(looks(inventory, observation)).isGreaterThan(500);
        inventory.registry.change(changes -> changes.update(Inventory.ROOT, FolderProperties.class, root -> {
            List<ManagedObjectReference<? extends ManagedEntity>> children = new ArrayList<>(root.childEntity());
            children.remove(Inventory.machine(0));
            return root.withChildEntity(children);
        }));
        assertThat(looks(inventory, observation)).isLessThan(20);
    }
}
