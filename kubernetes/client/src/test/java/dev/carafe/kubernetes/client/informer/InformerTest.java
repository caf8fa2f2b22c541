package dev.carafe.kubernetes.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.client.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InformerTest {
    private final ManualClock clock = new ManualClock();
    private final FakeApi api = new FakeApi();
    private final ResourceClient<ConfigMap> maps = api.client().of(CoreV1.CONFIGMAPS);
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final Informer<ConfigMap> informer = new Informer<>(maps, Scope.ALL, false, clock);

    private static ConfigMap map(String name, String value) {
        return new ConfigMap()
                .withMetadata(new ObjectMeta().withName(name).withNamespace("default"))
                .withData(Map.of("key", value));
    }

    /** Moves the time while it waits, so that pauses between attempts pass. */
    private void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            clock.advance(Duration.ofSeconds(1));
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void start() {
        informer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(ConfigMap object, boolean initial) {
                news.add("+" + object.name() + (initial ? " initially" : ""));
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                news.add(after.name() + ": " + before.data().get("key") + " to "
                        + after.data().get("key"));
            }

            @Override
            public void onDelete(ConfigMap last, boolean finalStateUnknown) {
                news.add("-" + last.name() + (finalStateUnknown ? " unseen" : ""));
            }
        });
        informer.start();
        await(informer::hasSynced);
        await(() -> api.watches() == 1);
    }

    @AfterEach
    void close() {
        informer.close();
        api.close();
    }

    @Test
    void handlersAreToldInOrder() {
        maps.create(map("a", "1"));
        start();
        maps.update(maps.create(map("b", "1")).withData(Map.of("key", "2")));
        maps.delete("default", "a");
        await(() -> news.size() == 4);
        assertThat(news).containsExactly("+a initially", "+b", "b: 1 to 2", "-a");
    }

    @Test
    void aVersionThatIsGoneLeadsToANewListAndNothingIsMissed() {
        maps.create(map("kept", "1"));
        maps.create(map("deleted", "1"));
        start();
        api.addFault(request -> request.parameter("watch").isPresent()
                ? Optional.of(new ConnectionException("down"))
                : Optional.empty());
        api.endWatches();
        maps.delete("default", "deleted");
        maps.update(maps.get("default", "kept").withData(Map.of("key", "2")));
        maps.create(map("added", "1"));
        api.compact();
        api.clearFaults();

        await(() -> news.size() == 5);
        assertThat(news.subList(2, 5)).containsExactlyInAnyOrder("-deleted unseen", "kept: 1 to 2", "+added");
        assertThat(informer.lister().size()).isEqualTo(2);
    }

    @Test
    void aHandlerThatComesLateIsToldWhatIsThere() {
        maps.create(map("a", "1"));
        start();
        List<String> late = new CopyOnWriteArrayList<>();
        HandlerRegistration registration =
                informer.addHandler(ResourceHandler.ofAny(object -> late.add(object.name())));
        await(registration::hasSynced);
        assertThat(late).containsExactly("a");
    }

    @Test
    void listingByAWatchGivesTheSame() {
        maps.create(map("a", "1"));
        maps.create(map("b", "1"));
        try (Informer<ConfigMap> streaming = new Informer<>(maps, Scope.ALL, true, clock)) {
            streaming.start();
            await(streaming::hasSynced);
            assertThat(streaming.lister().size()).isEqualTo(2);
            maps.create(map("c", "1"));
            await(() -> streaming.lister().size() == 3);
        }
        assertThat(api.requests()).noneMatch(request -> request.method().equals("GET"));
    }

    /** Whatever breaks, the copy becomes what the server holds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void theCopyFollowsThroughFaults(long seed) {
        start();
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 300; step++) {
            String name = "map-" + random.nextInt(10);
            switch (random.nextInt(20)) {
                case 0 -> api.endWatches();
                case 1 -> api.compact();
                default -> {
                    Optional<ConfigMap> found = maps.find("default", name);
                    if (found.isEmpty()) {
                        maps.create(map(name, "v" + step));
                    } else if (random.nextBoolean()) {
                        maps.update(found.get().withData(Map.of("key", "v" + step)));
                    } else {
                        maps.delete("default", name);
                    }
                }
            }
        }
        await(() -> contents(informer.lister().list()).equals(contents(maps.list("default"))));
    }

    private static Map<String, String> contents(List<ConfigMap> list) {
        Map<String, String> contents = new TreeMap<>();
        list.forEach(map -> contents.put(map.name(), map.data().getOrDefault("key", "")));
        return contents;
    }
}
