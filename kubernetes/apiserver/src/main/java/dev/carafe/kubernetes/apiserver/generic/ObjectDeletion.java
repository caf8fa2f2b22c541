package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions.Propagation;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes objects of one resource: at once, or marked and kept while a grace period runs or a finalizer is on them
 * (k8s.io/apiserver/pkg/registry/generic/registry/store.go). Thread-safe.
 */
public final class ObjectDeletion {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final int ATTEMPTS_MAX = 10;

    private final ObjectStore store;
    private final Resource resource;

    public ObjectDeletion(ObjectStore store) {
        this.store = store;
        this.resource = store.resource();
    }

    /**
     * How a delete ended.
     *
     * @param result the object, or a status
     * @param gone whether the object is gone rather than marked
     */
    public record Outcome(Result result, boolean gone) {}

    /** Deletes one object. */
    public Outcome delete(WriteContext context, DeleteOptions options) {
        String key = store.key(context.namespace(), context.name());
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            StoredObject stored = store.storage().get(key).orElseThrow(() -> store.notFound(context.name()));
            Optional<Outcome> outcome = deleteOnce(context, options, stored);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw StatusError.conflict(resource.groupResource(), context.name(), StatusError.OPTIMISTIC_LOCK);
    }

    /** One attempt; empty when another writer came between. */
    private Optional<Outcome> deleteOnce(WriteContext context, DeleteOptions options, StoredObject stored) {
        Struct object = stored.tree();
        if (resource.isNamespaces()) { // upstream deletes those in a way of their own
            options.preconditions().check(resource.groupResource(), context.name(), object);
        } else {
            options.preconditions().checkDelete(resource.groupKind(), context.name(), object);
        }
        store.admission()
                .validate(store.admission(
                        context, Operation.DELETE, context.name(), Optional.empty(), Optional.of(object)));
        Mark mark = mark(object, options);
        if (mark.keep()) {
            if (mark.object().equals(object)) {
                return Optional.of(new Outcome(new Result.Stored(stored, false), false));
            }
            if (context.dryRun()) {
                return Optional.of(new Outcome(new Result.Unstored(mark.object(), false), false));
            }
            return store.storage()
                    .update(stored.key(), stored.revision(), mark.object(), resource.ttlSeconds())
                    .map(kept -> new Outcome(new Result.Stored(kept, false), false));
        }
        if (context.dryRun()) {
            return Optional.of(new Outcome(answer(mark.object()), true));
        }
        return store.storage().delete(stored.key(), stored.revision()).map(revision -> {
            store.allocations().released(object);
            Struct last = ObjectMetas.with(mark.object(), "resourceVersion", Long.toString(revision));
            return new Outcome(answer(last), true);
        });
    }

    private Result answer(Struct object) {
        return new Result.Unstored(resource.returnsDeleted() ? object : success(object), false);
    }

    private Struct success(Struct object) {
        Struct.Builder details = Struct.builder().put("name", ObjectMetas.text(object, "name"));
        if (!resource.declaration().group().isEmpty()) {
            details.put("group", resource.declaration().group());
        }
        details.put("kind", resource.declaration().name()).put("uid", ObjectMetas.text(object, "uid"));
        return Struct.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", Struct.EMPTY)
                .put("status", "Success")
                .put("details", details.build())
                .build();
    }

    /** What a delete makes of an object: something to keep for now, or something that can go. */
    private record Mark(Struct object, boolean keep) {}

    private Mark mark(Struct object, DeleteOptions options) {
        boolean graceful = resource.strategy().gracePeriodSeconds(object) > 0;
        if (ObjectMetas.isDeleting(object) && graceful && isWaiting(object)) {
            return shorten(object, options);
        }
        Struct marked = resource.strategy()
                .prepareForDelete(
                        withFinalizers(
                                object,
                                options.propagation(),
                                resource.strategy().orphansByDefault()),
                        store.clock().instant());
        long grace = graceful
                ? Math.max(
                        0,
                        options.gracePeriodSeconds().orElse(resource.strategy().gracePeriodSeconds(object)))
                : 0;
        boolean pending = !ObjectMetas.finalizers(marked).isEmpty()
                || (resource.isNamespaces() && NamespaceFinalizers.arePending(marked));
        if (!pending && grace == 0) {
            return new Mark(marked, false);
        }
        if (!ObjectMetas.isDeleting(marked)) {
            Instant when = store.clock().instant().plusSeconds(grace);
            marked = ObjectMetas.with(marked, "deletionTimestamp", Times.format(when));
            long generation = ObjectMetas.number(marked, "generation", 0);
            if (generation > 0 && resource.strategy().marksGracefully()) {
                marked = ObjectMetas.with(marked, "generation", generation + 1);
            }
        }
        if (resource.isNamespaces()) {
            marked = NamespaceFinalizers.markTerminating(marked);
        } else if (resource.strategy().marksGracefully()) {
            marked = ObjectMetas.with(marked, "deletionGracePeriodSeconds", grace);
        }
        return new Mark(marked, true);
    }

    private static boolean isWaiting(Struct object) {
        return ObjectMetas.of(object).has("deletionGracePeriodSeconds");
    }

    /** A second delete may only shorten what is left of the first one's grace period. */
    private Mark shorten(Struct object, DeleteOptions options) {
        long running = ObjectMetas.number(object, "deletionGracePeriodSeconds", 0);
        boolean finalizers = !ObjectMetas.finalizers(object).isEmpty();
        if (options.gracePeriodSeconds().isEmpty()
                || options.gracePeriodSeconds().getAsLong() >= running) {
            return new Mark(object, finalizers || running > 0);
        }
        long shorter = Math.max(0, options.gracePeriodSeconds().getAsLong());
        Instant when = Times.parse(ObjectMetas.text(object, "deletionTimestamp"))
                .orElse(Instant.EPOCH)
                .minusSeconds(running - shorter);
        Struct marked = withFinalizers(
                object, options.propagation(), resource.strategy().orphansByDefault());
        Struct changed = ObjectMetas.with(marked, "deletionTimestamp", Times.format(when));
        changed = ObjectMetas.with(changed, "deletionGracePeriodSeconds", shorter);
        return new Mark(changed, !ObjectMetas.finalizers(changed).isEmpty() || shorter > 0);
    }

    /** The finalizers that leave the garbage collector to care for dependents first. */
    private static Struct withFinalizers(Struct object, Propagation propagation, boolean orphansByDefault) {
        List<?> before = ObjectMetas.finalizers(object);
        boolean orphan = switch (propagation) {
            case ORPHAN -> true;
            case BACKGROUND, FOREGROUND -> false;
            case DEFAULT -> before.contains(ORPHAN) || (orphansByDefault && !before.contains(FOREGROUND));
        };
        boolean foreground = switch (propagation) {
            case FOREGROUND -> true;
            case BACKGROUND, ORPHAN -> false;
            case DEFAULT -> before.contains(FOREGROUND);
        };
        List<Object> after = new ArrayList<>(before);
        after.removeIf(name -> name.equals(ORPHAN) || name.equals(FOREGROUND));
        if (orphan) {
            after.add(ORPHAN);
        }
        if (foreground) {
            after.add(FOREGROUND);
        }
        if (after.equals(before) || (after.size() == before.size() && after.containsAll(before))) {
            return object;
        }
        return after.isEmpty()
                ? ObjectMetas.without(object, "finalizers")
                : ObjectMetas.with(object, "finalizers", List.copyOf(after));
    }
}
