package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.endpoints.FieldManagers;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceTable;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.ObjectDeletion;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The server's own access to objects, beneath authorization and admission. Thread-safe. */
final class StoredObjects implements ObjectReader, ObjectWriter {
    /** Who the server is when it writes for itself. */
    private static final UserInfo SELF = UserInfo.of("system:apiserver", "system:masters");

    /** What the server is called as the owner of fields. */
    private static final String MANAGER = "kube-apiserver";

    private final InstantSource clock;
    private final Supplier<ResourceTable> reading;
    private final Supplier<ResourceTable> writing;

    /**
     * Access to the objects of two tables of the same resources: with the server's admission in use nobody's own writes
     * could pass it, so writes go through stores without one.
     */
    StoredObjects(Supplier<ResourceTable> reading, Supplier<ResourceTable> writing, InstantSource clock) {
        this.clock = clock;
        this.reading = reading;
        this.writing = writing;
    }

    private static ServedResource find(ResourceTable table, String group, String resource) {
        return table.findStored(group, resource)
                .orElseThrow(() -> new IllegalArgumentException("no resource " + resource + "." + group));
    }

    private static ObjectStore store(ServedResource served) {
        return served.store().orElseThrow();
    }

    @Override
    public Optional<Struct> get(String group, String resource, String namespace, String name) {
        ObjectStore store = store(find(reading.get(), group, resource));
        return store.cache().get(store.key(namespace, name)).map(StoredObject::tree);
    }

    @Override
    public List<Struct> list(String group, String resource, String namespace) {
        ObjectStore store = store(find(reading.get(), group, resource));
        return store
                .cache()
                .list(StorageKeys.inNamespace(store.resource().prefix(), namespace), 0, SelectionPredicate.EVERYTHING)
                .items()
                .stream()
                .map(StoredObject::tree)
                .toList();
    }

    @Override
    public Optional<Struct> getLatest(String group, String resource, String namespace, String name) {
        ObjectStore store = store(find(reading.get(), group, resource));
        return store.storage().get(store.key(namespace, name)).map(StoredObject::tree);
    }

    private static WriteContext context(@Nullable String namespace, String name) {
        return new WriteContext(SELF, namespace == null ? "" : namespace, name, "", false, _ -> {});
    }

    @Override
    public Struct create(String group, String resource, Struct object) {
        ResourceTable table = writing.get();
        ServedResource served = find(table, group, resource);
        try {
            Struct decoded = served.form().decode(object, _ -> {});
            Struct complete = store(served).resource().strategy().applyDefaults(decoded);
            Struct managed = new FieldManagers(table, clock).update(served, "", Struct.EMPTY, complete, MANAGER);
            return store(served)
                    .create(context(ObjectMetas.text(managed, "namespace"), ""), managed)
                    .tree();
        } catch (DecodingException e) {
            throw StatusError.badRequest(e.getMessage());
        }
    }

    @Override
    public Struct update(String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
        return change(group, resource, "", namespace, name, change);
    }

    @Override
    public Struct updateStatus(
            String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
        return change(group, resource, "status", namespace, name, change);
    }

    private Struct change(
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            UnaryOperator<Struct> change) {
        ResourceTable table = writing.get();
        ServedResource served = find(table, group, resource);
        FieldManagers managers = new FieldManagers(table, clock);
        // The change may be of any part, status too: no strategy stands between the server and its own objects.
        WriteContext context = new WriteContext(SELF, namespace, name, "server", false, _ -> {});
        return store(served)
                .update(context, Preconditions.NONE, stored -> {
                    Struct current = stored.orElseThrow();
                    Struct changed = change.apply(current);
                    return changed.equals(current)
                            ? current
                            : managers.update(served, subresource, current, changed, MANAGER);
                })
                .tree();
    }

    @Override
    public void delete(String group, String resource, String namespace, String name) {
        try {
            new ObjectDeletion(store(find(writing.get(), group, resource)))
                    .delete(context(namespace, name), DeleteOptions.DEFAULT);
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }
}
