package dev.carafe.vsphere.vcenter.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.dataset.DataSetException.Kind;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    private static final MachineFacts MACHINE = facts("vm-1", List.of());

    @TempDir
    Path folder = Path.of("");

    private Store store = nothing();
    private DataSets sets = nothing();

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
    private static <T> T nothing() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        store = EmbeddedStore.open(InventoryStore.config(folder));
        sets = new DataSets(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A machine with snapshots whose references are their keys; it stands on the last. */
    static MachineFacts facts(String id, List<String> snapshots) {
        Map<String, String> keys = new LinkedHashMap<>();
        snapshots.forEach(key -> keys.put(key, key));
        return new MachineFacts(id, 21, false, keys, snapshots.isEmpty() ? null : snapshots.getLast());
    }

    private String make(String name) throws Exception {
        return sets.create(MACHINE, name, "", Access.READ_WRITE, Access.READ_WRITE, false);
    }

    private static void refused(Kind kind, ThrowingCallable action) {
        assertThatExceptionOfType(DataSetException.class)
                .isThrownBy(action)
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void keepsWhatIsSet() throws Exception {
        String id = sets.create(MACHINE, "com.example.project", "of tests", Access.READ_WRITE, Access.NONE, true);
        assertThat(id).isEqualTo("com.example.project");
        sets.set(MACHINE, id, "key", "valué");
        sets.set(MACHINE, id, "a/b/../c", "");
        sets.set(MACHINE, id, "key", "new");
        sets.update(MACHINE, id, null, null, Access.READ_ONLY, null);
        close();
        open();
        assertThat(sets.list("vm-1"))
                .containsExactly(new DataSet(
                        "com.example.project", "of tests", Access.READ_WRITE, Access.READ_ONLY, true, 3 + 3 + 8, 2));
        assertThat(sets.keys("vm-1", id)).containsExactly("a/b/../c", "key");
        assertThat(sets.value("vm-1", id, "key")).isEqualTo("new");
        assertThat(sets.list("vm-2")).isEmpty();
        sets.remove(MACHINE, id, "key");
        assertThat(sets.find("vm-1", id).used()).isEqualTo(8);
        refused(Kind.RESOURCE_IN_USE, () -> sets.delete(MACHINE, id, false));
        sets.delete(MACHINE, id, true);
        make("com.example.project");
        assertThat(sets.keys("vm-1", id)).as("of another of its name").isEmpty();
    }

    @Test
    void identifiersAreSafeInPathsAndEachNameHasItsOwn() throws Exception {
        assertThat(make("a b/c~é")).isEqualTo("a~20b~2fc~7e~c3~a9");
        assertThat(make("..")).isEqualTo("~2e~2e");
        assertThat(make("~2e~2e")).isEqualTo("~7e2e~7e2e");
        assertThat(sets.list("vm-1")).extracting(DataSet::name).containsExactlyInAnyOrder("a b/c~é", "..", "~2e~2e");
        refused(Kind.ALREADY_EXISTS, () -> make(".."));
    }

    @Test
    void whatIsTooLongOrMissingIsRefused() throws Exception {
        String id = make("n".repeat(DataSetRules.NAME_MAX));
        refused(Kind.INVALID_ARGUMENT, () -> make("n".repeat(DataSetRules.NAME_MAX + 1)));
        refused(Kind.INVALID_ARGUMENT, () -> make(""));
        refused(Kind.INVALID_ARGUMENT, () -> sets.update(MACHINE, id, "é".repeat(513), null, null, null));
        sets.set(MACHINE, id, "k".repeat(4096), "v".repeat(1 << 20));
        refused(Kind.INVALID_ARGUMENT, () -> sets.set(MACHINE, id, "k".repeat(4097), ""));
        refused(Kind.INVALID_ARGUMENT, () -> sets.set(MACHINE, id, "", ""));
        refused(Kind.INVALID_ARGUMENT, () -> sets.set(MACHINE, id, "k", "v".repeat((1 << 20) + 1)));
        refused(Kind.INVALID_ARGUMENT, () -> sets.set(MACHINE, id, "k", "\ud800"));
        refused(Kind.NOT_FOUND, () -> sets.set(MACHINE, "none", "k", "v"));
        refused(Kind.NOT_FOUND, () -> sets.value("vm-1", id, "none"));
        refused(Kind.NOT_FOUND, () -> sets.remove(MACHINE, id, "none"));
        refused(Kind.NOT_FOUND, () -> sets.update(MACHINE, "none", null, null, null, null));
        refused(Kind.NOT_FOUND, () -> sets.delete(MACHINE, "none", true));
    }

    @Test
    void theHostsAccessSaysWhatMayBeDoneWithEntries() throws Exception {
        String id = make("set");
        sets.set(MACHINE, id, "key", "value");
        sets.update(MACHINE, id, null, Access.READ_ONLY, null, null);
        assertThat(sets.value("vm-1", id, "key")).isEqualTo("value");
        refused(Kind.UNAUTHORIZED, () -> sets.set(MACHINE, id, "key", "other"));
        refused(Kind.UNAUTHORIZED, () -> sets.remove(MACHINE, id, "key"));
        sets.update(MACHINE, id, null, Access.NONE, null, null);
        refused(Kind.UNAUTHORIZED, () -> sets.value("vm-1", id, "key"));
        refused(Kind.UNAUTHORIZED, () -> sets.keys("vm-1", id));
        assertThat(sets.find("vm-1", id).used()).isEqualTo(8);
    }

    @Test
    void aSuspendedMachinesAreOnlyRead() throws Exception {
        String id = make("set");
        MachineFacts suspended = new MachineFacts("vm-1", 21, true, Map.of(), null);
        refused(Kind.NOT_ALLOWED_IN_CURRENT_STATE, () -> sets.set(suspended, id, "key", "value"));
        refused(Kind.NOT_ALLOWED_IN_CURRENT_STATE, () -> sets.delete(suspended, id, true));
        assertThat(sets.list("vm-1")).hasSize(1);
    }

    @Test
    void oldHardwareHasNone() {
        MachineFacts old = new MachineFacts("vm-1", 19, false, Map.of(), null);
        refused(Kind.UNSUPPORTED, old::requireSupported);
        refused(Kind.SERVICE_UNAVAILABLE, new MachineFacts("vm-1", 0, false, null, null)::requireSupported);
        facts("vm-1", List.of()).requireSupported();
    }

    @Test
    void theyHaveRoomForSoMuchAndAllOfItCanBeCopied() throws Exception {
        String id = make("set");
        String value = "v".repeat(DataSetRules.VALUE_MAX - 1);
        for (int i = 0; i < 16; i++) {
            sets.set(MACHINE, id, "" + (char) ('a' + i), value);
        }
        assertThat(sets.find("vm-1", id).used()).isEqualTo(DataSetRules.USED_MAX);
        refused(Kind.UNABLE_TO_ALLOCATE_RESOURCE, () -> sets.set(MACHINE, id, "more", ""));
        sets.set(MACHINE, id, "a", "");
        sets.set(MACHINE, id, "a", value);
        List<String> snapshots = List.of();
        for (int i = 1; i < 4; i++) {
            snapshots = List.of("1", "2", "3").subList(0, i);
            sets.set(facts("vm-1", snapshots), id, "a", value);
        }
        refused(
                Kind.UNABLE_TO_ALLOCATE_RESOURCE,
                () -> sets.set(facts("vm-1", List.of("1", "2", "3", "4")), id, "a", value));
        sets.set(facts("vm-1", List.of("4")), id, "a", "as others are gone");
        DataSetErrands errands = new DataSetErrands(sets);
        DataSetErrands.Clone clone =
                Objects.requireNonNull(errands.cloning(facts("vm-1", List.of("4")), "4", "task-1"));
        errands.cloned(clone, "vm-2");
        assertThat(sets.value("vm-2", id, "a")).isEqualTo(value);
    }

    @Test
    void thereAreOnlySoMany() throws Exception {
        for (int i = 0; i < DataSetRules.DATA_SETS_MAX; i++) {
            make("set" + i);
        }
        refused(Kind.UNABLE_TO_ALLOCATE_RESOURCE, () -> make("more"));
    }

    @Test
    void aMachineThatHasGoneLeavesNothing() throws Exception {
        String id = make("set");
        sets.set(MACHINE, id, "key", "value");
        sets.create(facts("vm-10", List.of()), "other", "", Access.NONE, Access.NONE, false);
        sets.forget(List.of("vm-1", "vm-3"));
        assertThat(sets.list("vm-1")).isEmpty();
        assertThat(sets.machines()).containsExactly("vm-10");
        sets.retain(machine -> false);
        assertThat(store.range(RangeRequest.prefix(Bytes.utf8("/vcenter/data-set")))
                        .count())
                .isZero();
    }
}
