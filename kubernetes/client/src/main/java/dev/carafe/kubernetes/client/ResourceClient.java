package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects of one resource. Namespaces are empty for resources of the whole cluster, and for lists and watches over
 * all namespaces.
 *
 * <p>Every method throws {@link StatusError} for what the server refuses and {@link ConnectionException} when no answer
 * came. Thread-safe.
 *
 * @param <T> the objects' type
 */
public final class ResourceClient<T extends ApiObject<T>> {
    private final Transport transport;
    private final ResourceType<T> type;

    ResourceClient(Transport transport, ResourceType<T> type) {
        this.transport = transport;
        this.type = type;
    }

    /** The resource. */
    public ResourceType<T> type() {
        return type;
    }

    public T get(String namespace, String name) {
        return view(transport.call(ApiRequest.of("GET", path(namespace, name), "")));
    }

    /** The object, or empty when there is none of this name. */
    public Optional<T> find(String namespace, String name) {
        try {
            return Optional.of(get(namespace, name));
        } catch (StatusError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** One page, or all that is there when no limit is asked for. */
    public ObjectList<T> list(String namespace, ListOptions options) {
        Struct answer = transport.call(
                ApiRequest.of("GET", path(namespace), options.query().toString()));
        Struct meta = Trees.child(answer, "metadata");
        List<T> items = new ArrayList<>();
        if (answer.get("items") instanceof List<?> found) {
            for (Object item : found) {
                if (item instanceof Struct tree) {
                    items.add(view(typed(tree)));
                }
            }
        }
        return new ObjectList<>(List.copyOf(items), Trees.text(meta, "resourceVersion"), Trees.text(meta, "continue"));
    }

    /** Everything of a namespace, or of all of them. */
    public List<T> list(String namespace) {
        return list(namespace, ListOptions.ALL).items();
    }

    public Watch<T> watch(String namespace, ListOptions options) {
        String query = options.query().add("watch", true).toString();
        return new Watch<>(transport.watch(ApiRequest.of("GET", path(namespace), query)), type);
    }

    public T create(T object) {
        return create(object, WriteOptions.DEFAULT);
    }

    public T create(T object, WriteOptions options) {
        return view(transport.call(
                ApiRequest.of("POST", path(object.namespace()), options.query().toString(), typed(object.struct()))));
    }

    public T update(T object) {
        return update(object, WriteOptions.DEFAULT);
    }

    /** Replaces the object; 409 when it has a resource version that is not the newest. */
    public T update(T object, WriteOptions options) {
        return put(object, "", options);
    }

    public T updateStatus(T object) {
        return put(object, "/status", WriteOptions.DEFAULT);
    }

    private T put(T object, String suffix, WriteOptions options) {
        return view(transport.call(ApiRequest.of(
                "PUT",
                path(object.namespace(), object.name()) + suffix,
                options.query().toString(),
                typed(object.struct()))));
    }

    /**
     * Patches an object.
     *
     * @param patch a list of operations for {@link PatchType#JSON}, else a Struct
     */
    public T patch(String namespace, String name, PatchType form, Object patch) {
        return patch(namespace, name, form, patch, "", WriteOptions.DEFAULT);
    }

    /**
     * Patches an object or its subresource.
     *
     * @param subresource such as {@code status}; empty for the object itself
     */
    public T patch(
            String namespace, String name, PatchType form, Object patch, String subresource, WriteOptions options) {
        String path = path(namespace, name) + (subresource.isEmpty() ? "" : "/" + subresource);
        return view(
                transport.call(new ApiRequest("PATCH", path, options.query().toString(), form.contentType(), patch)));
    }

    /** Server-side apply; the options must name a field manager. */
    public T apply(T object, WriteOptions options) {
        return patch(object.namespace(), object.name(), PatchType.APPLY, typed(object.struct()), "", options);
    }

    /** Deletes an object, or marks it as being deleted. */
    public void delete(String namespace, String name) {
        delete(namespace, name, new DeleteOptions(Struct.EMPTY));
    }

    public void delete(String namespace, String name, DeleteOptions options) {
        transport.call(deletion(path(namespace, name), "", options));
    }

    public void deleteCollection(String namespace, DeleteOptions options, ListOptions which) {
        transport.call(deletion(path(namespace), which.query().toString(), options));
    }

    private static ApiRequest deletion(String path, String query, DeleteOptions options) {
        return options.isEmpty()
                ? ApiRequest.of("DELETE", path, query)
                : ApiRequest.of(
                        "DELETE",
                        path,
                        query,
                        options.withApiVersion("v1").withKind("DeleteOptions").struct());
    }

    /** Reads a subresource such as {@code scale}. */
    public Struct getSubresource(String namespace, String name, String subresource) {
        return transport.call(ApiRequest.of("GET", path(namespace, name) + "/" + subresource, ""));
    }

    /** Posts to a subresource such as {@code binding}, {@code eviction} or {@code token}. */
    public Struct createSubresource(String namespace, String name, String subresource, Struct body) {
        return transport.call(ApiRequest.of("POST", path(namespace, name) + "/" + subresource, "", body));
    }

    /** Replaces a subresource such as {@code scale} or a namespace's {@code finalize}. */
    public Struct updateSubresource(String namespace, String name, String subresource, Struct body) {
        return transport.call(ApiRequest.of("PUT", path(namespace, name) + "/" + subresource, "", body));
    }

    private String path(String namespace) {
        return !type.namespaced() || namespace.isEmpty()
                ? type.basePath() + "/" + type.plural()
                : type.basePath() + "/namespaces/" + Query.encode(namespace) + "/" + type.plural();
    }

    private String path(String namespace, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("resource name may not be empty");
        }
        if (type.namespaced() && namespace.isEmpty()) {
            throw new IllegalArgumentException("an empty namespace may not be set when a resource name is provided");
        }
        return path(namespace) + "/" + Query.encode(name);
    }

    private T view(Struct tree) {
        return type.view().apply(tree);
    }

    /** Items of a list come without their kind. */
    private Struct typed(Struct tree) {
        return Trees.text(tree, "kind").isEmpty()
                ? tree.with("apiVersion", type.apiVersion()).with("kind", type.kind())
                : tree;
    }
}
