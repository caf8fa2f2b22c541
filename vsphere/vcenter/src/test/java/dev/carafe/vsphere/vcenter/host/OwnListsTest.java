package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is as if each of its machines was looked up each time. */
final class OwnListsTest {
    private static final String HOST = "host-7";
    private static final ManagedObjectReference<?> DATASTORE = new ManagedObjectReference<>("Datastore", "ds1");

    private final HostNames names = new HostNames(HOST, Map.of());
    private final OwnLists lists = new OwnLists(names);

    private static Entity.VirtualMachine machine(int id, String onHost) {
        return new Entity.VirtualMachine("vm-" + id, "m" + id, "group-v1", null, HOST, onHost);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void agreesWithLookingUpAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, Entity.VirtualMachine> known = new HashMap<>();
        List<ManagedObjectReference<?>> onHost = new ArrayList<>();
        int next = 0;
        for (int step = 0; step < 500; step++) {
            int of = next == 0 ? 0 : random.nextInt(next);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> { // a machine comes; it is not always known at once
                    onHost.add(new ManagedObjectReference<>("VirtualMachine", Integer.toString(next)));
                    if (random.nextInt(4) > 0) {
                        change(known, next, machine(next, Integer.toString(next)));
                    }
                    next++;
                }
                case 3 -> change(known, of, machine(of, Integer.toString(of)));
                case 4 -> change(known, of, random.nextBoolean() ? null : machine(of, "elsewhere" + of));
                default -> onHost.remove(new ManagedObjectReference<>("VirtualMachine", Integer.toString(of)));
            }
            if (random.nextInt(50) == 0) {
                lists.forget(DATASTORE);
            }
            assertThat(lists.of(DATASTORE, List.copyOf(onHost)))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(onHost.stream().map(names::own).toList());
        }
    }

    private void change(Map<Integer, Entity.VirtualMachine> known, int id, Entity.@Nullable VirtualMachine now) {
        Entity.VirtualMachine before = now == null ? known.remove(id) : known.put(id, now);
        if (before != null || now != null) {
            names.change(before, now);
        }
    }
}
