package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.List;

/** What an endpoint answers, before it is decided how that is shown. */
public sealed interface Reply {
    /**
     * An object as it is stored.
     *
     * @param status the HTTP status code
     */
    record Stored(int status, ServedResource resource, StoredObject object) implements Reply {}

    /** An object that is not stored, or not in this form: a status, a scale, what a dry run would have made. */
    record Tree(int status, ServedResource resource, Struct object) implements Reply {}

    /** A list. */
    record Listed(ServedResource resource, ListPage page) implements Reply {}

    /** A list of objects that are not stored. */
    record Found(ServedResource resource, List<Struct> objects) implements Reply {}

    /**
     * A watch that has begun.
     *
     * @param timeoutSeconds after which the server ends it
     * @param bookmarks whether the client wants them
     * @param scope of what it tells, as metrics call it: resource, namespace or cluster
     * @param compressible whether it goes compressed to a client that takes that
     */
    record Watched(
            ServedResource resource,
            CacheWatcher watcher,
            long timeoutSeconds,
            boolean bookmarks,
            String scope,
            boolean compressible)
            implements Reply {}

    /** A connection that somebody else takes over. */
    record Connected(Connecter connecter, ConnectRequest request) implements Reply {}

    /** That an object was taken of which nothing is stored by itself, such as a binding. */
    static Reply success(ServedResource resource) {
        return new Tree(
                201,
                resource,
                Struct.builder()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("metadata", Struct.EMPTY)
                        .put("status", "Success")
                        .put("code", 201L)
                        .build());
    }
}
