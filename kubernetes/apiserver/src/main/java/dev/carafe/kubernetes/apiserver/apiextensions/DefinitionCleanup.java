package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionCondition;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.ObjectDeletion;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deletes all objects of a definition that is being deleted, waits until they are gone, and lets the definition go
 * (apiextensions-apiserver/pkg/controller/finalizer). One virtual thread.
 */
final class DefinitionCleanup implements AutoCloseable {
    private static final long RETRY_SECONDS = 1;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final UserInfo SELF = UserInfo.of("system:apiserver", "system:masters");
    private static final System.Logger LOG = System.getLogger(DefinitionCleanup.class.getName());

    private final CustomResourceDefinition definition;
    private final @Nullable ServedDefinition served;
    private final CustomStores stores;
    private final ObjectWriter writer;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    private DefinitionCleanup(
            CustomResourceDefinition definition,
            @Nullable ServedDefinition served,
            CustomStores stores,
            ObjectWriter writer,
            InstantSource clock) {
        this.definition = definition;
        this.served = served;
        this.stores = stores;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Starts to clean up.
     *
     * @param served what the definition is served as, null for one that never was
     */
    static DefinitionCleanup start(
            CustomResourceDefinition definition,
            @Nullable ServedDefinition served,
            CustomStores stores,
            ObjectWriter writer,
            InstantSource clock) {
        DefinitionCleanup cleanup = new DefinitionCleanup(definition, served, stores, writer, clock);
        Thread.ofVirtual().name("cleanup-" + definition.name()).start(cleanup::run);
        return cleanup;
    }

    private void run() {
        try {
            boolean done = false;
            while (!done && closed.getCount() > 0) {
                try {
                    attempt();
                    done = true;
                } catch (StatusError e) {
                    if (e.code() == 404) {
                        return;
                    }
                    FailureLog.warn(LOG, "cannot delete the objects of " + definition.name() + ", will try again", e);
                    done = closed.await(RETRY_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        Optional<ServedResource> resource = served == null
                ? Optional.empty()
                : served.resources().values().stream().findFirst();
        if (served != null && resource.isPresent()) {
            terminating(true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", false);
            deleteAll(resource.get().store().orElseThrow(), stores.cache(served.prefix()), served.prefix());
        }
        if (closed.getCount() > 0) {
            terminating(false, "InstanceDeletionCompleted", "removed all instances", true);
        }
    }

    private void deleteAll(ObjectStore store, WatchCache cache, String prefix) throws InterruptedException {
        try (CacheWatcher watcher = cache.watch(prefix, _ -> true, new WatchStart.Now())) {
            while (closed.getCount() > 0) {
                List<StoredObject> left = store.storage().list(prefix).items();
                if (left.isEmpty()) {
                    return;
                }
                for (StoredObject object : left) {
                    delete(store, object.tree());
                }
                if (watcher.next(LOOK_AGAIN_NANOS) instanceof WatchItem.Ended) {
                    return;
                }
            }
        }
    }

    private static void delete(ObjectStore store, Struct object) {
        if (ObjectMetas.isDeleting(object)) {
            return; // waits for its finalizers
        }
        WriteContext context = new WriteContext(
                SELF, ObjectMetas.text(object, "namespace"), ObjectMetas.text(object, "name"), "", false, _ -> {});
        try {
            new ObjectDeletion(store).delete(context, DeleteOptions.DEFAULT);
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    private void terminating(boolean status, String reason, String message, boolean release) {
        CustomResourceDefinitionCondition condition =
                CustomResourceDefinitions.condition(CustomResourceDefinitions.TERMINATING, status, reason, message);
        writer.updateStatus(
                DefinitionController.GROUP, DefinitionController.RESOURCE, "", definition.name(), current -> {
                    Struct changed = CustomResourceDefinitions.withCondition(
                                    new CustomResourceDefinition(current), condition, clock.instant())
                            .struct();
                    return release ? withoutFinalizer(changed) : changed;
                });
    }

    private static Struct withoutFinalizer(Struct object) {
        List<Object> left = ObjectMetas.finalizers(object).stream()
                .filter(name -> !CustomResourceDefinitions.FINALIZER.equals(name))
                .<Object>map(name -> name)
                .toList();
        return left.isEmpty()
                ? ObjectMetas.without(object, "finalizers")
                : ObjectMetas.with(object, "finalizers", left);
    }

    /** Gives up; a server that starts again goes on. */
    @Override
    public void close() {
        closed.countDown();
    }
}
