package dev.carafe.kubernetes.apiserver.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.generic.AdmissionChain;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Resource;
import dev.carafe.kubernetes.apiserver.metrics.ConversionMetrics;
import dev.carafe.kubernetes.apiserver.registry.Allocations;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.storage.EventLeases;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageCodec;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is done when there are many definitions. */
@Timeout(60)
final class DefinitionControllerTest {
    private static final String PREFIX = "/registry/apiextensions.k8s.io/customresourcedefinitions/";
    private static final int DEFINITIONS = 300;

    /** To publish costs by the number of all definitions, so it must not be done for each of them. */
    private static final int PUBLISHED_MAX = 10;

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore written = new Semaphore(0);
    private Store store;
    private ObjectStorage storage;
    private WatchCache cache;

    @BeforeEach
    void open() throws Exception {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        storage = new ObjectStorage(
                store, StorageKeys.defaults(), new EventLeases(store, System::currentTimeMillis), Serializer.JSON);
        for (int number = 0; number < DEFINITIONS; number++) {
            assertThat(storage.create(PREFIX + "things" + number + ".ex.io", definition(number), 0))
                    .isPresent();
        }
        cache = WatchCache.start(store, storage, PREFIX, timer);
    }

    @AfterEach
    void close() {
        cache.close();
        timer.close();
        store.close();
    }

    private static Struct definition(int number) throws Exception {
        return Json.decodeStruct("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"things%1$d.ex.io"},
             "spec":{"group":"ex.io","scope":"Namespaced","names":{"plural":"things%1$d","singular":"thing%1$d",
              "kind":"Thing%1$d","listKind":"Thing%1$dList"},"versions":[{"name":"v1","served":true,"storage":true,
               "schema":{"openAPIV3Schema":{"type":"object"}}}]}}\
            """.formatted(number).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes statuses to the storage, and tells of each. */
    private final class StatusWriter implements ObjectWriter {
        @Override
        public Struct create(String group, String resource, Struct object) {
            throw new AssertionError("nothing is to be created");
        }

        @Override
        public Struct update(
                String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
            throw new AssertionError("only statuses are to be written");
        }

        @Override
        public Struct updateStatus(
                String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
            StoredObject known = storage.get(PREFIX + name).orElseThrow();
            Struct next = change.apply(known.tree());
            assertThat(storage.update(known.key(), known.revision(), next, 0)).isPresent();
            written.release();
            return next;
        }

        @Override
        public void delete(String group, String resource, String namespace, String name) {
            throw new AssertionError("nothing is to be deleted");
        }
    }

    /** Stores of which nobody asks anything here. */
    private final class Stores implements CustomStores {
        @Override
        public String prefix(String group, String resource) {
            return "/registry/" + group + "/" + resource + "/";
        }

        @Override
        public ObjectStore store(Resource resource, StorageCodec codec) {
            return new ObjectStore(
                    resource,
                    storage.withCodec(codec),
                    () -> cache(resource.prefix()),
                    AdmissionChain.NONE,
                    Allocations.NONE,
                    InstantSource.system());
        }

        @Override
        public WatchCache cache(String prefix) {
            throw new AssertionError("nobody lists " + prefix);
        }

        @Override
        public void endWatches(String prefix) {}

        @Override
        public void forget(String prefix) {}
    }

    @Test
    void manyDefinitionsAreAllEstablishedAndPublishedTogether() throws Exception {
        List<Integer> published = new CopyOnWriteArrayList<>();
        DefinitionController controller = DefinitionController.start(
                cache,
                PREFIX,
                new StatusWriter(),
                new Stores(),
                served -> published.add(served.kinds().size()),
                new Webhooks((_, _, _) -> URI.create("https://nobody"), Spans.NONE, ConversionMetrics.untold()),
                InstantSource.system());
        try {
            written.acquire(DEFINITIONS);
        } finally {
            controller.close();
        }
        assertThat(storage.list(PREFIX).items())
                .hasSize(DEFINITIONS)
                .allSatisfy(object -> assertThat(CustomResourceDefinitions.isTrue(
                                new CustomResourceDefinition(object.tree()), CustomResourceDefinitions.ESTABLISHED))
                        .isTrue());
        assertThat(published).hasSizeLessThan(PUBLISHED_MAX).endsWith(DEFINITIONS);
    }
}
