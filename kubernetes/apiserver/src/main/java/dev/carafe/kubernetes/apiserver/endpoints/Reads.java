package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.rest.Lister;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Get, list and watch: a get of the newest from the store, the rest from the watch cache where that can tell. */
final class Reads {
    /** A watch ends after this time, or up to twice that, unless it says otherwise, so that clients spread; never when 0. */
    private final long watchSeconds;

    private final boolean initialEvents;
    private final boolean compressesLists;

    Reads(WatchRules watches) {
        this.watchSeconds = watches.last().toSeconds();
        this.initialEvents = watches.initialEvents();
        this.compressesLists = watches.compressesLists();
    }

    Reply get(ApiRequest request, ServedResource resource) {
        if (resource.lister().isPresent()) {
            return lookUp(resource.lister().get(), request.info().name(), resource);
        }
        ObjectStore store = ResourceEndpoint.store(resource);
        long version = ListOptions.versionOfGet(request.query());
        String name = request.info().name();
        StoredObject object = version < 0
                ? store.get(request.info().namespace(), name)
                : cached(store, store.key(request.info().namespace(), name), version)
                        .orElseThrow(() -> StatusError.notFound(resource.groupResource(), name));
        return new Reply.Stored(200, resource, object);
    }

    private static Optional<StoredObject> cached(ObjectStore store, String key, long revision) {
        try (Span _ = store.storage().span("cacher.Get", key).with("resource-version", Long.toString(revision))) {
            return store.cache().get(key, revision);
        }
    }

    private static Reply lookUp(Lister lister, String name, ServedResource resource) {
        return lister.list().stream()
                .filter(object -> ObjectMetas.text(object, "name").equals(name))
                .findFirst()
                .map(object -> new Reply.Tree(200, resource, object))
                .orElseThrow(() -> StatusError.notFound( // upstream's own list of components calls it in the singular
                        new GroupResource(
                                resource.declaration().group(),
                                resource.declaration().singular()),
                        name));
    }

    Reply list(ApiRequest request, ServedResource resource) {
        ListOptions options = ListOptions.parseList(request.query());
        if (resource.lister().isPresent()) {
            ResourceEndpoint.checkFields(options.fields(), resource);
            return new Reply.Found(
                    resource,
                    resource.lister().get().list().stream()
                            .filter(object -> options.labels()
                                            .matches(ObjectMetas.of(object).struct("labels"))
                                    && options.fields().matches(_ -> ObjectMetas.text(object, "name")))
                            .toList());
        }
        return stored(request, resource, options);
    }

    /** A list of what is stored. */
    Reply.Listed stored(ApiRequest request, ServedResource resource, ListOptions options) {
        ResourceEndpoint.checkFields(options.fields(), resource);
        return new Reply.Listed(resource, list(ResourceEndpoint.store(resource), below(request, resource), options));
    }

    private static String below(ApiRequest request, ServedResource resource) {
        String namespace = resource.declaration().namespaced() ? request.info().namespace() : "";
        return StorageKeys.inNamespace(
                ResourceEndpoint.store(resource).resource().prefix(), namespace);
    }

    private static SelectionPredicate predicate(ObjectStore store, ListOptions options) {
        return new SelectionPredicate(
                options.labels(), options.fields(), store.resource().strategy()::selectableFields);
    }

    private static ListPage list(ObjectStore store, String below, ListOptions options) {
        SelectionPredicate predicate = predicate(store, options);
        long version = options.resourceVersion();
        if (!options.continueToken().isEmpty()) {
            if (version > 0) {
                throw StatusError.badRequest("specifying resource version is not allowed when using continue");
            }
            return new Pages(store, below, options.limit(), predicate).after(options.continueToken());
        }
        boolean exact =
                options.match().equals("Exact") || (options.match().isEmpty() && options.limit() > 0 && version > 0);
        if (exact) {
            return new Pages(store, below, options.limit(), predicate).at(version);
        }
        if (options.limit() > 0 && version != 0) {
            return new Pages(store, below, options.limit(), predicate).first(version);
        }
        try (Span span = store.span("cacher.GetList")) {
            return version < 0
                    ? newest(store, below, predicate, span)
                    : store.cache().list(below, version, predicate, span);
        }
    }

    private static ListPage newest(ObjectStore store, String below, SelectionPredicate predicate, Span span) {
        WatchCache cache = store.cache();
        boolean answered = false;
        try {
            ListPage page = cache.list(below, store.storage().currentRevision(), predicate, span);
            answered = true;
            return page;
        } finally {
            cache.metrics().readConsistently(answered);
        }
    }

    Reply watch(ApiRequest request, ServedResource resource) {
        ListOptions options = ListOptions.parseWatch(request.query(), initialEvents);
        ResourceEndpoint.checkFields(options.fields(), resource);
        if (!request.info().name().isEmpty()) {
            options = options.ofName(request.info().name());
        }
        ObjectStore store = ResourceEndpoint.store(resource);
        CacheWatcher watcher;
        try (Span _ = store.span("cacher.Watch")) {
            watcher = store.cache().watch(below(request, resource), predicate(store, options), start(store, options));
        }
        long timeout = options.timeoutSeconds() > 0
                ? options.timeoutSeconds()
                : watchSeconds == 0
                        ? Integer.MAX_VALUE
                        : watchSeconds + ThreadLocalRandom.current().nextLong(watchSeconds);
        boolean isList = options.sendInitialEvents() && options.allowBookmarks();
        return new Reply.Watched(
                resource,
                watcher,
                timeout,
                options.allowBookmarks(),
                scope(request, options),
                isList && compressesLists);
    }

    /** What a watch is about, as metrics call it. */
    private static String scope(ApiRequest request, ListOptions options) {
        if (options.fields().exactValue("metadata.name").isPresent()) {
            return "resource";
        }
        return request.info().namespace().isEmpty() ? "cluster" : "namespace";
    }

    private static WatchStart start(ObjectStore store, ListOptions options) {
        long version = options.resourceVersion();
        if (options.sendInitialEvents()) {
            long fresh = version < 0 ? store.storage().currentRevision() : version;
            return new WatchStart.Initial(fresh, options.allowBookmarks());
        }
        if (version > 0) {
            return new WatchStart.After(version);
        }
        if (options.initialEventsGiven()) {
            return new WatchStart.Now();
        }
        return new WatchStart.Initial(version < 0 ? store.storage().currentRevision() : 0, false);
    }
}
