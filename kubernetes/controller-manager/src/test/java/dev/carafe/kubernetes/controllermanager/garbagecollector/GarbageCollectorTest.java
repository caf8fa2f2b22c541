package dev.carafe.kubernetes.controllermanager.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GarbageCollectorTest {
    private final FakeApi api = new FakeApi();
    private final ResourceClient<ConfigMap> maps = api.client().of(CoreV1.CONFIGMAPS);
    private final InformerFactory informers = new InformerFactory(api.client(), Clock.system());
    private final ControllerContext context = new ControllerContext(api.client(), null, informers, Clock.system());
    private final GarbageCollector collector = new GarbageCollector(context, 4);

    @BeforeEach
    void start() {
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.close();
        context.close();
        api.close();
    }

    private ConfigMap create(String name, List<ConfigMap> owners) {
        List<OwnerReference> references = owners.stream()
                .map(owner -> new OwnerReference()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName(owner.name())
                        .withUid(owner.metadata().uid())
                        .withBlockOwnerDeletion(true))
                .toList();
        ObjectMeta meta = new ObjectMeta().withName(name).withNamespace("default");
        return api.given(
                CoreV1.CONFIGMAPS,
                new ConfigMap().withMetadata(references.isEmpty() ? meta : meta.withOwnerReferences(references)));
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        maps.list("default").forEach(map -> names.add(map.name()));
        return names;
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s; left: %s", what, maps.list("default"))
                    .isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void delete(String name, String propagation) {
        maps.delete("default", name, new DeleteOptions(Struct.EMPTY).withPropagationPolicy(propagation));
    }

    @Test
    void foregroundDeletionTakesTheOwnerLast() {
        ConfigMap owner = create("owner", List.of());
        ConfigMap middle = create("middle", List.of(owner));
        create("leaf", List.of(middle));
        List<String> order = new ArrayList<>();
        api.observe(change -> {
            if (change.after().isEmpty()) {
                order.add(new ConfigMap(change.before().orElseThrow()).name());
            }
        });
        delete("owner", "Foreground");
        await("all are gone", () -> names().isEmpty());
        assertThat(order).containsExactly("leaf", "middle", "owner");
    }

    @Test
    void orphansStayWithoutTheReference() {
        ConfigMap owner = create("owner", List.of());
        create("left", List.of(owner));
        create("right", List.of(owner));
        delete("owner", "Orphan");
        await("the owner is gone", () -> names().equals(Set.of("left", "right")));
        assertThat(maps.list("default"))
                .allMatch(map -> map.metadata().ownerReferences().isEmpty());
    }

    @Test
    void anObjectThatNamesAnOwnerThatNeverWasIsDeleted() {
        ConfigMap ghost =
                new ConfigMap().withMetadata(new ObjectMeta().withName("ghost").withUid("no-such-uid"));
        ConfigMap real = create("real", List.of());
        create("lost", List.of(ghost));
        create("kept", List.of(ghost, real));
        await("the lost one is gone", () -> names().equals(Set.of("real", "kept")));
        await(
                "the absent owner is struck off",
                () -> maps.get("default", "kept").metadata().ownerReferences().size() == 1);
    }

    /** The model: an object with owners lives while one of them does. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void agreesWithTheNaiveModel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Set<String>> model = new HashMap<>();
        Map<String, ConfigMap> objects = new HashMap<>();
        List<String> made = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(4) > 0 || made.isEmpty()) {
                List<ConfigMap> owners = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0 && !made.isEmpty(); i--) {
                    ConfigMap owner = objects.get(made.get(random.nextInt(made.size())));
                    if (owner != null && !owners.contains(owner)) {
                        owners.add(owner); // may be gone already
                    }
                }
                String name = "object-" + step;
                objects.put(name, create(name, owners));
                Set<String> ownerNames = new HashSet<>();
                owners.forEach(owner -> ownerNames.add(owner.name()));
                model.put(name, ownerNames);
                made.add(name);
            } else {
                String name = made.get(random.nextInt(made.size()));
                model.remove(name);
                if (maps.find("default", name).isPresent()) {
                    deleteIfThere(name, random.nextBoolean() ? "Background" : "Foreground");
                }
            }
            collect(model);
        }
        await("seed " + seed + ": expected " + new TreeSet<>(model.keySet()), () -> names().equals(model.keySet()));
    }

    private void deleteIfThere(String name, String propagation) {
        try {
            delete(name, propagation);
        } catch (dev.carafe.kubernetes.apimachinery.errors.StatusError e) {
            assertThat(e.code()).isEqualTo(404);
        }
    }

    private static void collect(Map<String, Set<String>> model) {
        boolean changed = true;
        while (changed) {
            changed = model.entrySet()
                    .removeIf(entry -> !entry.getValue().isEmpty()
                            && entry.getValue().stream().noneMatch(model::containsKey));
        }
    }
}
