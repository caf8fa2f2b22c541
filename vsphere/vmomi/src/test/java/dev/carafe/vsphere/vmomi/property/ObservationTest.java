package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObservationTest {
    private final Inventory inventory = new Inventory();

    private static Filter filter(String... paths) {
        return FilterReader.read(PropertyFilterSpec.builder()
                .propSet(List.of(
                        PropertySpec.builder()
                                .type("VirtualMachine")
                                .pathSet(List.of(paths))
                                .build(),
                        PropertySpec.builder()
                                .type("Folder")
                                .pathSet(List.of("childEntity"))
                                .build()))
                .objectSet(Inventory.rootAndChildren())
                .build());
    }

    /** A client that knows only what it was told. */
    private final class Follower {
        final Filter filter;
        final Observation observation;
        final Map<String, Map<String, Object>> believed = new TreeMap<>();
        boolean news = true;

        Follower(Filter filter, boolean partial) {
            this.filter = filter;
            observation = new Observation(filter, partial);
            inventory.registry.listen((changes, _) -> {
                for (ObjectChange change : changes) {
                    news |= observation.note(change);
                }
            });
        }

        List<ObjectUpdate> follow() {
            if (!news) {
                return List.of();
            }
            news = false;
            List<ObjectUpdate> updates = inventory.registry.read(observation::updates);
            for (ObjectUpdate update : updates) {
                String name = update.obj().value();
                switch (update.kind()) {
                    case ENTER ->
                        assertThat(believed.put(name, new TreeMap<>())).isNull();
                    case LEAVE -> assertThat(believed.remove(name)).isNotNull();
                    case MODIFY -> assertThat(believed).containsKey(name);
                    case UNRECOGNIZED -> throw new AssertionError("unrecognized");
                }
                Map<String, Object> values = believed.getOrDefault(name, new TreeMap<>());
                update.changeSet().forEach(change -> ChangeApplier.apply(values, filter, update.obj(), change));
            }
            return updates;
        }

        void knowsAll() {
            Map<String, Map<String, Object>> real = new TreeMap<>();
            for (ObjectContent content : inventory.registry.read(source -> Retrieval.retrieve(filter, source))) {
                Map<String, Object> values = new TreeMap<>();
                content.propSet().forEach(property -> values.put(property.name(), property.val()));
                real.put(content.obj().value(), values);
            }
            assertThat(believed).isEqualTo(real);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "1, true", "2, true", "3, true", "4, true"})
    void whoFollowsTheUpdatesKnowsWhatIsThere(long seed, boolean partial) {
        SplittableRandom random = new SplittableRandom(seed);
        // a change inside device[2] is told under one name, whichever of two paths lead there: a partial follower asks
        // for one
        String[] paths = partial
                ? new String[] {"name", "config.hardware.device"}
                : new String[] {"name", "config.hardware.device", "config.hardware.device[2].capacityInKB"};
        Follower follower = new Follower(filter(paths), partial);
        for (int step = 0; step < 500; step++) {
            int number = random.nextInt(6);
            if (!inventory.has(number)) {
                inventory.add(number, "m" + step);
            } else {
                switch (random.nextInt(6)) {
                    case 0 -> inventory.remove(number);
                    case 1 -> inventory.rename(number, "n" + random.nextInt(3));
                    default -> inventory.devices(number, devices(random));
                }
            }
            if (random.nextInt(3) == 0) {
                follower.follow();
                follower.knowsAll();
            }
        }
        follower.follow();
        follower.knowsAll();
    }

    private static List<VirtualDevice> devices(SplittableRandom random) {
        List<VirtualDevice> devices = new ArrayList<>();
        IntStream.range(0, 4)
                .filter(_ -> random.nextBoolean())
                .forEach(key -> devices.add(Inventory.disk(key, random.nextInt(3))));
        return devices;
    }

    @Test
    void whatIsNotAskedForIsNoNews() {
        inventory.add(1, "one");
        Follower follower = new Follower(filter("name"), true);
        follower.follow();
        inventory.devices(1, List.of(Inventory.disk(1, 1)));
        assertThat(follower.news).isFalse();
        inventory.rename(1, "one");
        assertThat(follower.news).isFalse();
        inventory.rename(1, "other");
        assertThat(follower.news).isTrue();
    }

    @Test
    void aPartialUpdateNamesWhatChangedAndNothingElse() {
        inventory.add(1, "one");
        inventory.devices(1, List.of(Inventory.disk(1, 1), Inventory.disk(2, 2), Inventory.disk(3, 3)));
        Follower follower = new Follower(filter("config"), true);
        follower.follow();
        inventory.devices(1, List.of(Inventory.disk(1, 9), Inventory.disk(3, 3), Inventory.disk(4, 4)));
        ObjectUpdate update = follower.follow().getFirst();
        assertThat(update.kind()).isEqualTo(ObjectUpdateKind.MODIFY);
        assertThat(update.changeSet())
                .extracting(change -> change.op() + " " + change.name())
                .containsExactly(
                        PropertyChangeOp.REMOVE + " config.hardware.device[2]",
                        PropertyChangeOp.ASSIGN + " config.hardware.device[1].capacityInKB",
                        PropertyChangeOp.ADD + " config.hardware.device[4]");
    }

    @Test
    void theStartMayGoWhileItIsWatched() {
        inventory.add(1, "one");
        Follower follower = new Follower(filter("name"), false);
        follower.follow();
        inventory.registry.change(changes -> changes.remove(Inventory.ROOT));
        assertThat(follower.follow())
                .extracting(update -> update.kind() + " " + update.obj().value())
                .containsExactly("LEAVE group-d1", "LEAVE vm-1");
    }
}
