package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
