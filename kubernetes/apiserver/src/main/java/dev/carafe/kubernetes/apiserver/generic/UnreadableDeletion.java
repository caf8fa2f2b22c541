package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.UnreadableObjectException;
import java.util.Optional;

/**
 * Deletes what is stored in the place of an object and is none. Nothing of it is known, so no finalizer, precondition or admission
 * plugin is asked (k8s.io/apiserver/pkg/registry/generic/registry/corrupt_obj_deleter.go). Thread-safe.
 */
public final class UnreadableDeletion {
    private static final int ATTEMPTS_MAX = 10;
    private static final long OK = 200;

    private final ObjectStore store;

    public UnreadableDeletion(ObjectStore store) {
        this.store = store;
    }

    /**
     * Deletes it.
     *
     * @return the status that says so
     * @throws StatusError 404 where there is nothing, 409 where there is an object
     */
    public Struct delete(WriteContext context) {
        String key = store.key(context.namespace(), context.name());
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            UnreadableObjectException found = find(context, key);
            if (context.dryRun()
                    || store.storage().delete(key, found.revision()).isPresent()) {
                return success(context);
            }
        }
        throw StatusError.conflict(store.resource().groupResource(), context.name(), StatusError.OPTIMISTIC_LOCK);
    }

    private UnreadableObjectException find(WriteContext context, String key) {
        try {
            Optional<ObjectStorage.Current> found = store.storage().current(key);
            if (found.isEmpty()) {
                throw store.notFound(context.name());
            }
            Struct _ = found.get().object().tree(); // what the cache has may be unread still
        } catch (UnreadableObjectException e) {
            return e;
        }
        throw StatusError.conflict(
                store.resource().groupResource(),
                context.name(),
                "StorageError: invalid object, Code: 4, Key: " + key
                        + ", ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object is"
                        + " decodable from storage");
    }

    private Struct success(WriteContext context) {
        return Struct.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", Struct.EMPTY)
                .put("status", "Success")
                .put(
                        "details",
                        Struct.builder()
                                .put("name", context.name())
                                .put("kind", store.resource().declaration().kind())
                                .build())
                .put("code", OK)
                .build();
    }
}
