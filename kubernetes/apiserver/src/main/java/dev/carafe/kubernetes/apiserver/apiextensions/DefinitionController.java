package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionStatus;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionResource;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.discovery.DiscoveredResource;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.openapi.CustomKind;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches definitions and serves those that are established: accepts their names, publishes what they are served as, and sees to
 * it that the objects of a deleted one go before it does. A definition is served before its status says so. One virtual thread.
 */
public final class DefinitionController implements AutoCloseable {
    static final String GROUP = "apiextensions.k8s.io";
    static final String RESOURCE = "customresourcedefinitions";

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** How many definitions wait for their status, at most, while there is news of others. */
    private static final int UNWRITTEN_MAX = 64;

    private static final System.Logger LOG = System.getLogger(DefinitionController.class.getName());

    private final WatchCache cache;
    private final String prefix;
    private final ObjectWriter writer;
    private final CustomStores stores;
    private final Publisher publisher;
    private final Function<CustomResourceDefinition, VersionConverter> converters;
    private final InstantSource clock;

    // The controller's thread alone touches these.
    private final TreeMap<String, CustomResourceDefinition> definitions = new TreeMap<>();
    private final TreeMap<String, ServedDefinition> served = new TreeMap<>();
    private final Map<String, DefinitionCleanup> cleanups = new HashMap<>();
    /** Whose status is to be written once what it says is published: to publish costs by the number of all definitions. */
    private final Set<String> unwritten = new LinkedHashSet<>();

    private final Set<String> unfinished = new LinkedHashSet<>();
    private boolean changed;

    private volatile boolean synced;
    private volatile boolean closed;
    private volatile @Nullable CacheWatcher watcher;

    /** Takes what is served of all definitions, as a whole. */
    @FunctionalInterface
    public interface Publisher {
        /** Replaces what was published before. */
        void publish(Served served);
    }

    /**
     * What custom resources are served.
     *
     * @param resources the resources
     * @param discovered the resources and subresources as discovery tells of them
     * @param kinds the kinds in each of their versions, as OpenAPI shows them
     */
    public record Served(
            Map<GroupVersionResource, ServedResource> resources,
            List<DiscoveredResource> discovered,
            List<CustomKind> kinds) {
        /** The versions of all groups. */
        public Set<GroupVersion> versions() {
            return resources.keySet().stream()
                    .map(GroupVersionResource::groupVersion)
                    .collect(Collectors.toSet());
        }
    }

    private DefinitionController(
            WatchCache cache,
            String prefix,
            ObjectWriter writer,
            CustomStores stores,
            Publisher publisher,
            Function<CustomResourceDefinition, VersionConverter> converters,
            InstantSource clock) {
        this.cache = cache;
        this.prefix = prefix;
        this.writer = writer;
        this.stores = stores;
        this.publisher = publisher;
        this.converters = converters;
        this.clock = clock;
    }

    /**
     * Starts to serve definitions.
     *
     * @param cache the cache of definitions
     * @param prefix where they lie in the store
     * @param writer writes their status
     * @param webhooks what webhooks that convert are asked by
     */
    public static DefinitionController start(
            WatchCache cache,
            String prefix,
            ObjectWriter writer,
            CustomStores stores,
            Publisher publisher,
            Webhooks webhooks,
            InstantSource clock) {
        DefinitionController controller = new DefinitionController(
                cache, prefix, writer, stores, publisher, definition -> converter(definition, webhooks), clock);
        Thread.ofVirtual().name("customresourcedefinitions").start(controller::run);
        return controller;
    }

    private static VersionConverter converter(CustomResourceDefinition definition, Webhooks webhooks) {
        return definition.spec().conversion().strategy().equals("Webhook")
                ? ConversionWebhook.of(
                        definition, webhooks, () -> UUID.randomUUID().toString())
                : VersionConverter.NONE;
    }

    /** Whether the definitions that there were at the start are served. */
    public boolean isSynced() {
        return synced;
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    follow();
                } catch (StatusError e) {
                    FailureLog.warn(LOG, "cannot watch custom resource definitions, will try again", e);
                    TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            cleanups.values().forEach(DefinitionCleanup::close);
        }
    }

    /** Follows the definitions until the watch ends. */
    private void follow() throws InterruptedException {
        try (CacheWatcher watch = cache.watch(prefix, _ -> true, new WatchStart.Initial(0, true))) {
            watcher = watch;
            Map<String, CustomResourceDefinition> initial = new TreeMap<>();
            boolean whole = false;
            while (!closed) {
                WatchItem item = watch.next(patience());
                switch (item) {
                    case WatchItem.Added added -> {
                        CustomResourceDefinition definition =
                                new CustomResourceDefinition(added.object().tree());
                        if (whole) {
                            take(definition);
                        } else { // whose names are free can be said only when all are known
                            initial.put(definition.name(), definition);
                        }
                    }
                    case WatchItem.Modified modified ->
                        take(new CustomResourceDefinition(modified.object().tree()));
                    case WatchItem.Deleted deleted ->
                        remove(new CustomResourceDefinition(deleted.object().tree()).name());
                    case WatchItem.Bookmark mark -> {
                        if (mark.initialEventsEnd()) {
                            whole = true;
                            begin(initial);
                        }
                    }
                    case WatchItem.Idle _ -> idle();
                    case WatchItem.Failed _, WatchItem.Ended _ -> {
                        return;
                    }
                }
            }
        }
    }

    /** How long to wait for news, in nanoseconds, before there is something else to do. */
    private long patience() {
        if (changed || !unwritten.isEmpty()) {
            return 0;
        }
        return unfinished.isEmpty() ? IDLE_NANOS : RETRY_NANOS;
    }

    /** Begins with all the definitions that there are. */
    private void begin(Map<String, CustomResourceDefinition> all) {
        for (String name : List.copyOf(definitions.keySet())) {
            if (!all.containsKey(name)) {
                remove(name);
            }
        }
        definitions.putAll(all);
        all.values().forEach(this::accept);
        publish();
        synced = true;
    }

    /** Nothing waits: what was taken is published, then its status is written, and at last what failed is tried again. */
    private void idle() {
        publish();
        if (!unwritten.isEmpty()) {
            writeSome();
            return;
        }
        for (String name : List.copyOf(unfinished)) {
            CustomResourceDefinition definition = definitions.get(name);
            unfinished.remove(name);
            if (definition != null) {
                take(definition);
            }
        }
    }

    private void take(CustomResourceDefinition definition) {
        accept(definition);
        if (unwritten.size() >= UNWRITTEN_MAX) {
            publish();
            writeSome();
        }
    }

    /** Finds what is to be said of a definition, and serves it; nobody is told yet. */
    private void accept(CustomResourceDefinition definition) {
        String name = definition.name();
        definitions.put(name, definition);
        CustomResourceDefinitionStatus status = DefinitionStatus.of(definition, definitions.values(), clock.instant());
        CustomResourceDefinition next = definition.withStatus(status);
        definitions.put(name, next); // its names are taken for others from now on, not when its status comes back
        if (CustomResourceDefinitions.isTrue(next, CustomResourceDefinitions.ESTABLISHED)) {
            serve(next);
        }
        if (!status.equals(definition.status())) {
            unwritten.add(name); // what it says is published before
        }
        if (CustomResourceDefinitions.isTrue(next, CustomResourceDefinitions.TERMINATING)
                && definition.metadata().finalizers().contains(CustomResourceDefinitions.FINALIZER)) {
            cleanups.computeIfAbsent(name, _ -> cleanup(next));
        }
    }

    private DefinitionCleanup cleanup(CustomResourceDefinition definition) {
        publish(); // so that nothing is created any more
        return DefinitionCleanup.start(definition, served.get(definition.name()), stores, writer, clock);
    }

    private void serve(CustomResourceDefinition definition) {
        ServedDefinition before = served.get(definition.name());
        if (before != null && !before.differsFrom(definition)) {
            // Schemas are large: that of the object that came later is let go of.
            definitions.put(
                    definition.name(), definition.withSpec(before.definition().spec()));
            return;
        }
        ServedDefinition now = new ServedDefinition(definition, converters.apply(definition), stores);
        served.put(definition.name(), now);
        changed = true;
        if (before != null) {
            publish();
            stores.endWatches(now.prefix());
        }
    }

    /** Writes the status of some whose turn it is; not of all at once, since each write comes back as news. */
    private void writeSome() {
        List<String> some = unwritten.stream().limit(UNWRITTEN_MAX).toList();
        for (String name : some) {
            unwritten.remove(name);
            write(name);
        }
    }

    private void write(String name) {
        try {
            writer.updateStatus(GROUP, RESOURCE, "", name, current -> {
                CustomResourceDefinition latest = new CustomResourceDefinition(current);
                return latest.withStatus(DefinitionStatus.of(latest, definitions.values(), clock.instant()))
                        .struct();
            });
        } catch (StatusError e) {
            if (e.code() != 404) {
                FailureLog.warn(LOG, "cannot write the status of " + name + ", will try again", e);
                unfinished.add(name);
            }
        }
    }

    private void remove(String name) {
        CustomResourceDefinition gone = definitions.remove(name);
        unwritten.remove(name);
        ServedDefinition was = served.remove(name);
        DefinitionCleanup cleanup = cleanups.remove(name);
        if (cleanup != null) {
            cleanup.close();
        }
        if (was != null) {
            changed = true;
            publish();
            stores.forget(was.prefix());
        }
        if (gone != null) { // its names are free for others now
            String group = gone.spec().group();
            List.copyOf(definitions.values()).stream()
                    .filter(other -> other.spec().group().equals(group)
                            && !CustomResourceDefinitions.isTrue(other, CustomResourceDefinitions.NAMES_ACCEPTED))
                    .forEach(this::take);
        }
    }

    /** Hands out what is served, if it has changed. */
    private void publish() {
        if (!changed) {
            return;
        }
        Map<GroupVersionResource, ServedResource> resources = new LinkedHashMap<>();
        List<DiscoveredResource> discovered = new ArrayList<>();
        List<CustomKind> kinds = new ArrayList<>();
        for (ServedDefinition definition : served.values()) {
            resources.putAll(definition.resources());
            discovered.addAll(definition.discovered());
            definition.served().forEach(version -> kinds.add(version.published()));
        }
        publisher.publish(new Served(resources, discovered, kinds));
        changed = false;
    }

    /** Stops following; what was published stays. */
    @Override
    public void close() {
        closed = true;
        CacheWatcher open = watcher;
        if (open != null) {
            open.close();
        }
    }
}
