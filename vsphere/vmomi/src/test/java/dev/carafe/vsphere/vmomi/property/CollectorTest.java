package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollectorTest {
    private static final ManagedObjectReference<PropertyFilter> MACHINES =
            new ManagedObjectReference<>("PropertyFilter", "machines");
    private static final ManagedObjectReference<PropertyFilter> FOLDERS =
            new ManagedObjectReference<>("PropertyFilter", "folders");

    private final Inventory inventory = new Inventory();
    private final Collector collector = new Collector();

    @BeforeEach
    void listen() {
        inventory.registry.listen((changes, _) -> collector.note(changes));
    }

    private static Observation names(String type) {
        return new Observation(
                FilterReader.read(PropertyFilterSpec.builder()
                        .propSet(List.of(PropertySpec.builder()
                                .type(type)
                                .pathSet(List.of("name"))
                                .build()))
                        .objectSet(Inventory.rootAndChildren())
                        .build()),
                false);
    }

    private @Nullable UpdateSet updates(@Nullable String version, int max) {
        return inventory.registry.read(source -> collector.updates(version, max, source));
    }

    private UpdateSet news(@Nullable String version, int max) {
        return Objects.requireNonNull(updates(version, max));
    }

    private static List<String> objects(UpdateSet set) {
        List<String> objects = new ArrayList<>();
        set.filterSet()
                .forEach(filter -> filter.objectSet()
                        .forEach(update -> objects.add(filter.filter().value() + " "
                                + update.kind().wire() + " " + update.obj().value())));
        return objects;
    }

    @Test
    void eachFilterTellsItsOwnNewsAndNothingTwice() {
        inventory.add(1, "one");
        collector.add(MACHINES, names("VirtualMachine"));
        collector.add(FOLDERS, names("Folder"));
        UpdateSet first = news(null, 0);
        assertThat(objects(first)).containsExactly("machines enter vm-1", "folders enter group-d1");
        assertThat(updates(first.version(), 0)).isNull();
        inventory.rename(1, "other");
        assertThat(objects(news(first.version(), 0))).containsExactly("machines modify vm-1");
    }

    @Test
    void anAnswerThatWasLostIsGivenAgain() {
        inventory.add(1, "one");
        collector.add(MACHINES, names("VirtualMachine"));
        UpdateSet first = news("", 0);
        inventory.rename(1, "other");
        UpdateSet second = news(first.version(), 0);
        inventory.rename(1, "third");
        assertThat(news(first.version(), 0)).isEqualTo(second);
        assertThat(objects(news(second.version(), 0))).containsExactly("machines modify vm-1");
    }

    @Test
    void aTruncatedAnswerIsGoneOnWithUntilAllIsTold() {
        IntStream.range(0, 7).forEach(number -> inventory.add(number, "m" + number));
        collector.add(MACHINES, names("VirtualMachine"));
        collector.add(FOLDERS, names("Folder"));
        List<String> told = new ArrayList<>();
        String version = null;
        int answers = 0;
        while (true) {
            UpdateSet set = news(version, 3);
            version = set.version();
            told.addAll(objects(set));
            answers++;
            if (set.truncated() == null) {
                break;
            }
        }
        assertThat(answers).isEqualTo(3);
        assertThat(told).hasSize(8).doesNotHaveDuplicates().endsWith("folders enter group-d1");
        assertThat(updates(version, 3)).isNull();
    }

    @Test
    void aClientThatBeginsAnewIsToldEverything() {
        inventory.add(1, "one");
        collector.add(MACHINES, names("VirtualMachine"));
        news(null, 0);
        assertThat(objects(news(null, 0))).containsExactly("machines enter vm-1");
    }

    @Test
    void aVersionThatWasNeverHandedOutIsRefused() {
        collector.add(FOLDERS, names("Folder"));
        news(null, 0);
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> updates("77", 0))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidCollectorVersion.class));
    }

    @Test
    void whatARemovedFilterHadToTellIsNotTold() {
        inventory.add(1, "one");
        collector.add(MACHINES, names("VirtualMachine"));
        collector.add(FOLDERS, names("Folder"));
        UpdateSet first = news(null, 0);
        inventory.rename(1, "other");
        collector.remove(MACHINES);
        assertThat(updates(first.version(), 0)).isNull();
    }

    private static Observation all(String type) {
        return new Observation(
                FilterReader.read(PropertyFilterSpec.builder()
                        .propSet(List.of(
                                PropertySpec.builder().type(type).all(true).build()))
                        .objectSet(Inventory.rootAndChildren())
                        .build()),
                false);
    }

    /** What a client knows that has seen these machines as they are now. */
    private String known(int... machines) {
        Map<ManagedObjectReference<?>, String> digests = new HashMap<>();
        for (int number : machines) {
            digests.put(
                    Inventory.machine(number),
                    KnownObjects.digest(inventory
                            .registry
                            .properties(Inventory.machine(number))
                            .orElseThrow()));
        }
        return new KnownObjects(digests).version();
    }

    @Test
    void aClientThatKnowsObjectsIsToldWholeWhatIsAnotherAlone() {
        IntStream.rangeClosed(1, 4).forEach(number -> inventory.add(number, "m" + number));
        String known = known(1, 2, 4);
        inventory.rename(2, "other");
        inventory.remove(4);
        collector.add(MACHINES, all("VirtualMachine"));
        collector.add(FOLDERS, names("Folder"));
        UpdateSet first = news(known, 0);
        assertThat(objects(first))
                .containsExactly(
                        "machines modify vm-1", "machines enter vm-2", "machines enter vm-3", "folders enter group-d1");
        List<ObjectUpdate> machines = first.filterSet().getFirst().objectSet();
        assertThat(machines.getFirst().changeSet()).isEmpty();
        assertThat(machines.get(1).changeSet()).contains(new PropertyChange("name", PropertyChangeOp.ASSIGN, "other"));

        assertThat(updates(first.version(), 0)).isNull();
        inventory.rename(1, "third"); // of what was known the changes are told
        ObjectUpdate change =
                news(first.version(), 0).filterSet().getFirst().objectSet().getFirst();
        assertThat(change.changeSet()).containsExactly(new PropertyChange("name", PropertyChangeOp.ASSIGN, "third"));
    }

    @Test
    void whoWantsSomePropertiesIsToldTheseWhateverHeKnows() {
        inventory.add(1, "one");
        collector.add(MACHINES, names("VirtualMachine"));
        assertThat(objects(news(known(1), 0))).containsExactly("machines enter vm-1");
    }

    @Test
    void whatIsKnownIsAskedOnceAndForgottenByABeginAnew() {
        inventory.add(1, "one");
        collector.add(MACHINES, all("VirtualMachine"));
        assertThat(objects(news(known(1), 0))).containsExactly("machines modify vm-1");
        assertThat(objects(news("", 0))).containsExactly("machines enter vm-1");
        collector.add(FOLDERS, all("VirtualMachine"));
        assertThat(objects(news("2", 0))).containsExactly("folders enter vm-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"known VirtualMachine", "known :=", "known  ", "known VirtualMachine=1:2"})
    void whatIsKnownAndCannotBeReadIsRefused(String version) {
        collector.add(MACHINES, all("VirtualMachine"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> updates(version, 0))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidCollectorVersion.class));
    }

    @Test
    void anObjectWhoseNameCannotBeSaidIsNotKnown() {
        String digest = KnownObjects.digest(
                VirtualMachineProperties.builder().name("one").build());
        assertThat(new KnownObjects(Map.of(new ManagedObjectReference<>("VirtualMachine", "a b"), digest)).version())
                .isEqualTo("known");
    }
}
