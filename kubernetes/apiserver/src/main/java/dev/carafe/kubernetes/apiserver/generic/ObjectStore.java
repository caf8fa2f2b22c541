package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.names.GeneratedNames;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.registry.Allocations;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The objects of one resource: reads, creates and updates; deletes are {@link ObjectDeletion}'s. Thread-safe. */
public final class ObjectStore {
    /** How often a name is generated anew because it was taken. */
    private static final int GENERATE_ATTEMPTS_MAX = 8;

    /** How often an update is tried because another writer came between. */
    private static final int UPDATE_ATTEMPTS_MAX = 10;

    private final Resource resource;
    private final ObjectStorage storage;
    private final Supplier<WatchCache> cache;
    private final AdmissionChain admission;
    private final Allocations allocations;
    private final InstantSource clock;

    /**
     * A resource's objects.
     *
     * @param cache the resource's cache, made when it is first asked for
     * @param allocations what its objects take from pools
     */
    public ObjectStore(
            Resource resource,
            ObjectStorage storage,
            Supplier<WatchCache> cache,
            AdmissionChain admission,
            Allocations allocations,
            InstantSource clock) {
        this.resource = resource;
        this.storage = storage;
        this.cache = cache;
        this.admission = admission;
        this.allocations = allocations;
        this.clock = clock;
    }

    /** The same objects, as requests for another resource or version see them. */
    public ObjectStore servedAs(ResourceDeclaration served) {
        return new ObjectStore(resource.servedAs(served), storage, cache, admission, allocations, clock);
    }

    public Resource resource() {
        return resource;
    }

    public ObjectStorage storage() {
        return storage;
    }

    /** Begins something with the cache. */
    public Span span(String name) {
        Span span = storage.spans().start(name);
        return span.isRecording() ? span.with("type", resource.groupResource().toString()) : span;
    }

    private Span span(String name, String key) {
        GroupResource about = resource.groupResource();
        return storage.span(name, key).with("group", about.group()).with("resource", about.resource());
    }

    /** The resource's watch cache, filled from the first call on. */
    public WatchCache cache() {
        return cache.get();
    }

    AdmissionChain admission() {
        return admission;
    }

    Allocations allocations() {
        return allocations;
    }

    /** Tells what time it is, for what is written of these objects. */
    public InstantSource clock() {
        return clock;
    }

    /** Where an object lies. */
    public String key(String namespace, String name) {
        return StorageKeys.key(resource.prefix(), resource.declaration().namespaced() ? namespace : "", name);
    }

    /** One object as the store has it now. */
    public StoredObject get(String namespace, String name) {
        return storage.get(key(namespace, name)).orElseThrow(() -> notFound(name));
    }

    StatusError notFound(String name) {
        return StatusError.notFound(resource.groupResource(), name);
    }

    /** Makes a new object of a decoded one with its defaults. */
    public Result create(WriteContext context, Struct object) {
        Struct prepared = checkNamespace(context, ObjectMetas.withoutServerFields(object));
        if (!ObjectMetas.text(prepared, "resourceVersion").isEmpty()) {
            throw StatusError.unknown("resourceVersion should not be set on objects to be created");
        }
        String base = ObjectMetas.text(prepared, "generateName");
        boolean generated =
                !base.isEmpty() && ObjectMetas.text(prepared, "name").isEmpty();
        for (int attempt = 1; ; attempt++) {
            Struct named = generated
                    ? ObjectMetas.with(prepared, "name", GeneratedNames.generate(base, ThreadLocalRandom.current()))
                    : prepared;
            try {
                return createNamed(context, named);
            } catch (StatusError e) {
                boolean taken = generated
                        && e.reason() == dev.carafe.kubernetes.apimachinery.errors.StatusReason.ALREADY_EXISTS;
                if (!taken) {
                    throw e;
                }
                if (attempt == GENERATE_ATTEMPTS_MAX) {
                    throw StatusError.generateNameConflict(
                            resource.groupResource(), ObjectMetas.text(named, "name"), 1);
                }
            }
        }
    }

    private Result createNamed(WriteContext context, Struct object) {
        String name = ObjectMetas.text(object, "name");
        Struct created =
                admission.admit(admission(context, Operation.CREATE, name, Optional.of(object), Optional.empty()));
        created = ObjectMetas.fill(created, clock.instant());
        Allocations.Reservation reservation = allocations.begin(created, Optional.empty(), context.dryRun());
        boolean done = false;
        try {
            Result result = storeNew(context, name, reservation.object());
            reservation.commit(result::tree);
            done = true;
            return result;
        } finally {
            if (!done) {
                reservation.rollback();
            }
        }
    }

    private Result storeNew(WriteContext context, String name, Struct filled) {
        Strategy strategy = resource.strategy();
        Struct sent = ofScope(filled);
        strategy.warningsOfSent(sent).forEach(context.warnings());
        Struct created = strategy.prepareForCreate(resource.disabled().drop(sent, null));
        if (strategy.countsGenerations()) {
            created = ObjectMetas.with(created, "generation", 1L);
        }
        List<FieldError> errors = new ArrayList<>(
                MetadataValidation.validate(created, resource.declaration().namespaced(), strategy));
        errors.addAll(strategy.validateCreate(created));
        if (strategy.tellsNameLast()) {
            MetadataValidation.moveNameLast(errors);
        }
        refuse(name, errors);
        strategy.warningsOfNew(created).forEach(context.warnings());
        admission.validate(admission(context, Operation.CREATE, name, Optional.of(created), Optional.empty()));
        String key = key(context.namespace(), name);
        if (context.dryRun()) {
            if (storage.get(key).isPresent()) {
                throw StatusError.alreadyExists(resource.groupResource(), name);
            }
            return new Result.Unstored(created, true);
        }
        Optional<StoredObject> stored = storage.create(key, created, resource.ttlSeconds());
        if (stored.isEmpty()) {
            throw StatusError.alreadyExists(resource.groupResource(), name);
        }
        return new Result.Stored(stored.get(), true);
    }

    private Struct checkNamespace(WriteContext context, Struct object) {
        if (!resource.declaration().namespaced()) {
            return object;
        }
        String namespace = ObjectMetas.text(object, "namespace");
        if (namespace.isEmpty()) {
            return ObjectMetas.with(object, "namespace", context.namespace());
        }
        if (!namespace.equals(context.namespace())) {
            throw StatusError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return object;
    }

    /**
     * Changes an object, or where the kind allows it creates it.
     *
     * @param preconditions what must hold of the stored object
     */
    public Result update(WriteContext context, Preconditions preconditions, Update update) {
        boolean creates = resource.strategy().allowsCreateOnUpdate()
                && context.subresource().isEmpty();
        return update(context, preconditions, creates, update);
    }

    /** What asks for a write of an object, such as a binding, as admission wants it. */
    public Struct admit(WriteContext context, Struct asked) {
        return admission.admit(
                admission(context, Operation.CREATE, context.name(), Optional.of(asked), Optional.empty()));
    }

    /** Lets admission speak against what asks for a write of an object, such as a binding. */
    public void validate(WriteContext context, Struct asked) {
        admission.validate(admission(context, Operation.CREATE, context.name(), Optional.of(asked), Optional.empty()));
    }

    /**
     * Changes an object by the server's own rules: neither the kind's strategy nor admission looks at what comes of it.
     *
     * @param preconditions what must hold of the stored object
     */
    public Result change(WriteContext context, Preconditions preconditions, UnaryOperator<Struct> change) {
        String key = key(context.namespace(), context.name());
        Optional<Result> guessed = changeGuessed(context, preconditions, key, change);
        if (guessed.isPresent()) {
            return guessed.get();
        }
        for (int attempt = 1; attempt <= UPDATE_ATTEMPTS_MAX; attempt++) {
            StoredObject stored = storage.get(key).orElseThrow(() -> notFound(context.name()));
            Optional<Result> result = changeOnce(context, preconditions, stored, change);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw conflict(context.name());
    }

    /** One attempt with the object as it was last seen here, as {@link #updateGuessed}; empty where the store is to be asked. */
    private Optional<Result> changeGuessed(
            WriteContext context, Preconditions preconditions, String key, UnaryOperator<Struct> change) {
        Optional<StoredObject> guess = context.dryRun() ? Optional.empty() : storage.recent(key);
        try {
            return guess.flatMap(known -> changeOnce(context, preconditions, known, change));
        } catch (StatusError _) {
            return Optional.empty();
        }
    }

    /** One attempt; empty when another writer came between. */
    private Optional<Result> changeOnce(
            WriteContext context, Preconditions preconditions, StoredObject stored, UnaryOperator<Struct> change) {
        preconditions.checkUpdate(resource.groupResource(), context.name(), stored.key(), stored.tree());
        Struct changed = change.apply(stored.tree());
        return context.dryRun()
                ? Optional.of(new Result.Unstored(changed, false))
                : storage.update(stored.key(), stored.revision(), changed, resource.ttlSeconds())
                        .map(written -> new Result.Stored(written, false));
    }

    /** Changes an object, or makes it where there is none. */
    public Result apply(WriteContext context, Update update) {
        return update(context, Preconditions.NONE, context.subresource().isEmpty(), update);
    }

    private Result update(WriteContext context, Preconditions preconditions, boolean creates, Update update) {
        String key = key(context.namespace(), context.name());
        try (Span _ = span("GuaranteedUpdate etcd3", key)) {
            return update(context, preconditions, creates, key, update);
        }
    }

    private Result update(
            WriteContext context, Preconditions preconditions, boolean creates, String key, Update update) {
        Optional<Result> guessed = updateGuessed(context, preconditions, key, update);
        if (guessed.isPresent()) {
            return guessed.get();
        }
        for (int attempt = 1; ; attempt++) {
            Optional<ObjectStorage.Current> current = storage.current(key);
            if (current.isEmpty()) {
                if (!creates) {
                    throw notFound(context.name());
                }
                return create(context, ObjectMetas.without(update.apply(Optional.empty()), "resourceVersion"));
            }
            ObjectStorage.Current known = current.get();
            Optional<Result> result =
                    updateOnce(context, preconditions, known.object(), update, () -> storage.isStale(known));
            if (result.isPresent()) {
                return result.get();
            }
            if (attempt == UPDATE_ATTEMPTS_MAX) {
                throw conflict(context.name());
            }
        }
    }

    /**
     * One attempt with the object as it was last seen here, which mostly is as it still is: the write's own guard tells, and so saves a
     * read of the store. Empty when nothing was written: then the store is to be asked, whatever came of it, since it came of
     * an object that may be old.
     */
    @SuppressWarnings("ReferenceEquality") // whether the result is the very object that was guessed, unwritten
    private Optional<Result> updateGuessed(
            WriteContext context, Preconditions preconditions, String key, Update update) {
        Optional<StoredObject> guess = context.dryRun() ? Optional.empty() : storage.recent(key);
        if (guess.isEmpty()) {
            return Optional.empty();
        }
        try {
            return updateOnce(context, preconditions, guess.get(), update, () -> false)
                    .filter(result -> !(result instanceof Result.Stored stored && stored.object() == guess.get()));
        } catch (StatusError _) {
            return Optional.empty();
        }
    }

    private StatusError conflict(String name) {
        return StatusError.conflict(resource.groupResource(), name, StatusError.OPTIMISTIC_LOCK);
    }

    /**
     * One attempt; empty when another writer came between.
     *
     * @param stale whether what does not change is to be written all the same, since the store has it in an old form
     */
    private Optional<Result> updateOnce(
            WriteContext context,
            Preconditions preconditions,
            StoredObject stored,
            Update update,
            BooleanSupplier stale) {
        String name = context.name();
        Struct old = stored.tree();
        preconditions.checkUpdate(resource.groupResource(), name, stored.key(), old);
        Struct object = checkNamespace(context, ObjectMetas.withoutServerFields(update.apply(Optional.of(old))));
        checkVersion(name, object, stored);
        object = admission.admit(admission(context, Operation.UPDATE, name, Optional.of(object), Optional.of(old)));
        if (!context.subresource().isEmpty()) {
            return storeChanged(context, stored, object, old, stale);
        }
        Allocations.Reservation reservation = allocations.begin(object, Optional.of(old), context.dryRun());
        boolean done = false;
        try {
            Optional<Result> result = storeChanged(context, stored, reservation.object(), old, stale);
            if (result.isPresent()) {
                reservation.commit(result.get()::tree);
                done = true;
            }
            return result;
        } finally {
            if (!done) {
                reservation.rollback();
            }
        }
    }

    private Optional<Result> storeChanged(
            WriteContext context, StoredObject stored, Struct wanted, Struct old, BooleanSupplier stale) {
        String name = context.name();
        Struct object = prepare(context, wanted, old);
        validate(context, object, old);
        resource.strategy().warningsOfChange(context.subresource(), object, old).forEach(context.warnings());
        admission.validate(admission(context, Operation.UPDATE, name, Optional.of(object), Optional.of(old)));
        object = ObjectMetas.with(object, "resourceVersion", Long.toString(stored.revision()));
        object = ManagedFieldTimes.keep(object, old);
        if (isDeletable(object)) {
            return deleteLast(context, stored, object);
        }
        if (object.equals(old) && (context.dryRun() || !stale.getAsBoolean())) {
            return Optional.of(new Result.Stored(stored, false));
        }
        if (context.dryRun()) {
            return Optional.of(new Result.Unstored(object, false));
        }
        return storage.update(stored.key(), stored.revision(), object, resource.ttlSeconds())
                .map(changed -> new Result.Stored(changed, false));
    }

    private void checkVersion(String name, Struct object, StoredObject stored) {
        String version = ObjectMetas.text(object, "resourceVersion");
        if (version.isEmpty() || version.equals("0")) {
            if (!resource.strategy().allowsUnconditionalUpdate()) {
                GroupResource about = resource.groupResource(); // here upstream names the resource as the kind
                throw StatusError.invalid(
                        new GroupKind(about.group(), about.resource()),
                        name,
                        List.of(FieldError.invalid(
                                FieldPath.of("metadata", "resourceVersion"), 0L, "must be specified for an update")));
            }
        } else if (!version.equals(Long.toString(stored.revision()))) {
            throw conflict(name);
        }
    }

    private Struct prepare(WriteContext context, Struct object, Struct old) {
        Strategy strategy = resource.strategy();
        Struct sent = resource.disabled().drop(ofScope(object), old);
        Struct prepared = context.subresource().isEmpty()
                ? strategy.prepareForUpdate(sent, old)
                : strategy.prepareForSubresourceUpdate(context.subresource(), sent, old);
        prepared = ObjectMetas.keepIdentity(prepared, old);
        prepared = ObjectMetas.withOrWithout(
                prepared, "managedFields", ObjectMetas.of(object).get("managedFields"));
        boolean counted = !context.subresource().equals("status")
                && !context.subresource().equals("binding");
        if (strategy.countsGenerations() && counted && strategy.changesGeneration(prepared, old)) {
            prepared = ObjectMetas.with(prepared, "generation", ObjectMetas.number(old, "generation", 0) + 1);
        }
        return prepared;
    }

    /** An object without a namespace where its kind has none. */
    private Struct ofScope(Struct object) {
        return resource.declaration().namespaced()
                        || ObjectMetas.text(object, "namespace").isEmpty()
                ? object
                : ObjectMetas.without(object, "namespace");
    }

    private void validate(WriteContext context, Struct object, Struct old) {
        Strategy strategy = resource.strategy();
        List<FieldError> errors = new ArrayList<>(
                MetadataValidation.validate(object, resource.declaration().namespaced(), strategy));
        errors.addAll(MetadataValidation.validateUpdate(object, old));
        errors.addAll(strategy.validateUpdate(context.subresource(), object, old, context.warnings()));
        refuse(context.name(), errors);
    }

    private void refuse(String name, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusError.invalid(resource.groupKind(), name, errors);
        }
    }

    /** Whether the object waited for this update to go: marked, no grace left, and nobody's finalizer on it. */
    private boolean isDeletable(Struct object) {
        return ObjectMetas.isDeleting(object)
                && ObjectMetas.number(object, "deletionGracePeriodSeconds", 0) == 0
                && ObjectMetas.finalizers(object).isEmpty()
                && !(resource.isNamespaces() && NamespaceFinalizers.arePending(object));
    }

    private Optional<Result> deleteLast(WriteContext context, StoredObject stored, Struct object) {
        if (context.dryRun()) {
            return Optional.of(new Result.Unstored(object, false));
        }
        return storage.delete(stored.key(), stored.revision()).map(revision -> {
            allocations.released(object);
            return new Result.Unstored(ObjectMetas.with(object, "resourceVersion", Long.toString(revision)), false);
        });
    }

    AdmissionRequest admission(
            WriteContext context, Operation operation, String name, Optional<Struct> object, Optional<Struct> old) {
        return new AdmissionRequest(
                operation,
                resource.declaration(),
                context.subresource(),
                context.namespace(),
                name,
                object,
                old,
                context.user(),
                context.dryRun());
    }
}
