package dev.carafe.vsphere.vcenter.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets of machines that are cloned, and reverted to their snapshots. */
@SuppressWarnings("NullAway") // what is missing is to fail the test
class DataSetErrandsTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    Path folder = Path.of("");

    /** A data set of the model. */
    private record Modelled(boolean omitted, Map<String, String> entries) {
        Modelled copy() {
            return new Modelled(omitted, new TreeMap<>(entries));
        }
    }

    /** A machine of the model: what it has, and its snapshots, each a copy. */
    private static final class Machine {
        final String id;
        Map<String, Modelled> sets = new TreeMap<>();
        final Map<String, Map<String, Modelled>> snapshots = new LinkedHashMap<>();

        Machine(String id) {
            this.id = id;
        }

        MachineFacts facts() {
            return DataSetsTest.facts(id, List.copyOf(snapshots.keySet()));
        }

        static Map<String, Modelled> kept(Map<String, Modelled> sets) {
            Map<String, Modelled> kept = new TreeMap<>();
            sets.forEach((name, set) -> {
                if (!set.omitted()) {
                    kept.put(name, set.copy());
                }
            });
            return kept;
        }
    }

    private static <T> T any(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static @Nullable String anySnapshot(SplittableRandom random, Machine machine) {
        return machine.snapshots.isEmpty() ? null : any(random, List.copyOf(machine.snapshots.keySet()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAModelThatCopiesAll(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (Store store = EmbeddedStore.open(InventoryStore.config(folder))) {
            DataSets sets = new DataSets(store);
            DataSetErrands errands = new DataSetErrands(sets);
            List<Machine> machines = new ArrayList<>(List.of(new Machine("vm-0")));
            int last = 0;
            for (int i = 0; i < 250; i++) {
                Machine machine = any(random, machines);
                String name = any(random, NAMES);
                Modelled set = machine.sets.get(name);
                int what = random.nextInt(12);
                if (what < 7 && set == null) {
                    boolean omitted = random.nextInt(3) == 0;
                    sets.create(machine.facts(), name, "", Access.READ_WRITE, Access.NONE, omitted);
                    machine.sets.put(name, new Modelled(omitted, new TreeMap<>()));
                } else if (what < 5) {
                    String key = any(random, NAMES);
                    sets.set(machine.facts(), name, key, "v" + i);
                    set.entries().put(key, "v" + i);
                } else if (what == 5) {
                    sets.update(machine.facts(), name, null, null, null, !set.omitted());
                    machine.sets.put(name, new Modelled(!set.omitted(), set.entries()));
                } else if (what == 6) {
                    if (random.nextBoolean() || set.entries().isEmpty()) {
                        sets.delete(machine.facts(), name, true);
                        machine.sets.remove(name);
                    } else {
                        String key = set.entries().keySet().iterator().next();
                        sets.remove(machine.facts(), name, key);
                        set.entries().remove(key);
                    }
                } else if (what == 7) {
                    machine.snapshots.put(++last + "@0", Machine.kept(machine.sets));
                } else if (what == 8) {
                    machine.snapshots.keySet().removeIf(_ -> random.nextInt(3) == 0);
                } else if (what == 9) {
                    String target = anySnapshot(random, machine);
                    DataSetErrands.Revert revert = errands.reverting(machine.facts(), target);
                    assertThat(revert == null)
                            .isEqualTo(target == null || !sets.machines().contains(machine.id));
                    if (revert != null && random.nextInt(4) == 0) {
                        errands.notReverted(revert);
                    } else if (target != null) {
                        machine.sets = Machine.kept(Objects.requireNonNull(machine.snapshots.get(target)));
                        if (revert != null) {
                            errands.reverted(errands.begun(revert, "task-" + i));
                        }
                    }
                } else if (what == 10 && machines.size() < 4) {
                    String from = random.nextBoolean() ? null : anySnapshot(random, machine);
                    Map<String, Modelled> source = from == null ? machine.sets : machine.snapshots.get(from);
                    DataSetErrands.Clone clone = errands.cloning(machine.facts(), from, "task-" + i);
                    Machine made = new Machine("vm-" + i);
                    made.sets = Machine.kept(source);
                    assertThat(clone == null).isEqualTo(made.sets.isEmpty());
                    if (clone != null) {
                        if (machine.sets.containsKey("a")) { // meanwhile, which is not in the clone
                            sets.set(machine.facts(), "a", "a", "later" + i);
                            machine.sets.get("a").entries().put("a", "later" + i);
                        }
                        errands.cloned(clone, made.id);
                    }
                    machines.add(made);
                } else if (machines.size() > 1 && random.nextInt(4) == 0) {
                    machines.remove(machine);
                    sets.forget(List.of(machine.id));
                }
                for (Machine each : machines) {
                    assertThat(read(sets, each.id))
                            .as("%s, seed %d step %d", each.id, seed, i)
                            .isEqualTo(each.sets);
                }
            }
            for (Machine each : machines) {
                each.snapshots.clear();
                each.sets.clear();
                for (DataSet set : sets.list(each.id)) {
                    sets.delete(each.facts(), set.id(), true);
                }
            }
            assertThat(store.range(RangeRequest.prefix(Bytes.utf8("/vcenter/data-set/")))
                            .kvs())
                    .as("nothing but lineages is left, seed %d", seed)
                    .allSatisfy(pair -> assertThat(pair.key().toUtf8()).endsWith("/lineage"));
        }
    }

    private static Map<String, Modelled> read(DataSets sets, String machine) throws Exception {
        Map<String, Modelled> found = new TreeMap<>();
        for (DataSet set : sets.list(machine)) {
            Map<String, String> entries = new TreeMap<>();
            long used = 0;
            for (String key : sets.keys(machine, set.id())) {
                String value = sets.value(machine, set.id(), key);
                entries.put(key, value);
                used += key.length() + value.length();
            }
            assertThat(set.used()).isEqualTo(used);
            assertThat(set.entries()).isEqualTo(entries.size());
            found.put(set.name(), new Modelled(set.omitted(), entries));
        }
        return found;
    }

    @Test
    void whatWasBegunIsKnownAfterAStart() throws Exception {
        MachineFacts machine = DataSetsTest.facts("vm-1", List.of("1@7", "2@8"));
        DataSetErrands.Clone clone;
        DataSetErrands.Revert asked;
        DataSetErrands.Revert begun;
        try (Store store = EmbeddedStore.open(InventoryStore.config(folder))) {
            DataSets sets = new DataSets(store);
            sets.create(machine, "set", "", Access.READ_WRITE, Access.NONE, false);
            DataSetErrands errands = new DataSetErrands(sets);
            clone = Objects.requireNonNull(errands.cloning(machine, null, "task-1"));
            asked = Objects.requireNonNull(errands.reverting(machine, "1@7"));
            begun = errands.begun(Objects.requireNonNull(errands.reverting(machine, "2@8")), "task-2");
        }
        try (Store store = EmbeddedStore.open(InventoryStore.config(folder))) {
            DataSets sets = new DataSets(store);
            DataSetErrands errands = new DataSetErrands(sets);
            assertThat(errands.left().clones()).containsExactly(clone);
            assertThat(errands.left().reverts()).containsExactlyInAnyOrder(asked, begun);
            assertThat(asked.isSeen(new MachineFacts("vm-1", 21, false, machine.snapshots(), "1@7")))
                    .isTrue();
            assertThat(asked.isSeen(machine)).as("it stands where it stood").isFalse();
            assertThat(begun.isSeen(machine)).as("it stood there before").isFalse();
            errands.notCloned(clone);
            errands.notReverted(begun);
            assertThat(sets.list("vm-1")).hasSize(1);
            errands.reverted(asked);
            assertThat(sets.list("vm-1")).as("when the snapshot was taken").isEmpty();
            assertThat(errands.left().reverts()).isEmpty();
            errands.reverted(asked);
            errands.cloned(clone, "vm-2");
            assertThat(sets.machines()).as("what has ended does nothing").containsExactly("vm-1");
        }
    }

    @Test
    void whatIsOmittedIsKeptOnce() throws Exception {
        try (Store store = EmbeddedStore.open(InventoryStore.config(folder))) {
            DataSets sets = new DataSets(store);
            MachineFacts before = DataSetsTest.facts("vm-1", List.of());
            sets.create(before, "set", "", Access.READ_WRITE, Access.NONE, true);
            sets.set(before, "set", "key", "value");
            sets.set(DataSetsTest.facts("vm-1", List.of("1@7")), "set", "other", "value");
            assertThat(store.range(RangeRequest.prefix(Bytes.utf8("/vcenter/data-set/vm-1/entry/")))
                            .count())
                    .isEqualTo(2);
            assertThat(sets.keys("vm-1", "set")).containsExactly("key", "other");
        }
    }

    @Test
    void aMachineWhoseSnapshotsCannotBeToldKeepsWhatTheyHold() throws Exception {
        try (Store store = EmbeddedStore.open(InventoryStore.config(folder))) {
            DataSets sets = new DataSets(store);
            DataSetErrands errands = new DataSetErrands(sets);
            MachineFacts machine = DataSetsTest.facts("vm-1", List.of("1@7"));
            sets.create(DataSetsTest.facts("vm-1", List.of()), "set", "", Access.READ_WRITE, Access.NONE, false);
            sets.set(machine, "set", "key", "value");
            sets.set(new MachineFacts("vm-1", 21, false, null, null), "set", "key", "other");
            errands.reverted(Objects.requireNonNull(errands.reverting(machine, "1@7")));
            assertThat(sets.keys("vm-1", "set")).isEmpty();
            assertThat(new HashMap<>(read(sets, "vm-1"))).containsOnlyKeys("set");
        }
    }
}
