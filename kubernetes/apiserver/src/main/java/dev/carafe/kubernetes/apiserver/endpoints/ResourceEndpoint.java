package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.Result;
import dev.carafe.kubernetes.apiserver.generic.Update;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.Map;

/** Every verb on every resource. Thread-safe. */
public final class ResourceEndpoint {
    private static final GroupResource BINDINGS = new GroupResource("", "bindings");

    private final ResourceTable resources;
    private final BodyDecoder bodies;
    private final Patcher patcher;
    private final Applies applies;
    private final Reads reads;
    private final Subresources subresources;
    private final Deletes deletes;
    private final FieldManagers managers;

    /**
     * The endpoint of all resources.
     *
     * @param bodies reads what requests carry
     * @param subresources what answers requests for subresources, and creates that are not stored
     * @param managers notes who owns the fields that are written
     */
    ResourceEndpoint(
            ResourceTable resources,
            Declarations declarations,
            BodyDecoder bodies,
            Reads reads,
            Deletes deletes,
            Subresources subresources,
            FieldManagers managers) {
        this.resources = resources;
        this.bodies = bodies;
        this.patcher = new Patcher(declarations);
        this.applies = new Applies(bodies, managers);
        this.reads = reads;
        this.deletes = deletes;
        this.subresources = subresources;
        this.managers = managers;
    }

    /**
     * Answers a request.
     *
     * @throws StatusError when it fails
     */
    public Reply handle(ApiRequest request) {
        ServedResource resource = resources
                .find(
                        request.info().group(),
                        request.info().version(),
                        request.info().resource())
                .orElseThrow(StatusError::pathNotFound);
        checkScope(request, resource);
        String deprecated = resource.deprecation();
        if (!deprecated.isEmpty()) {
            request.warnings().accept(deprecated);
        }
        if (!request.info().subresource().isEmpty()) {
            return subresources.handle(request, resource, this);
        }
        return switch (request.info().verb()) {
            case "create" -> create(request, resource);
            case "get" -> reads.get(request, resource);
            case "list" -> reads.list(request, resource);
            case "watch" -> reads.watch(request, resource);
            case "update" -> update(named(request), resource);
            case "patch" -> patch(named(request), resource);
            case "delete" -> deletes.delete(request, resource);
            case "deletecollection" -> deletes.deleteCollection(request, resource);
            default -> throw notAllowed();
        };
    }

    /** Whether a request is about a resource that is served. */
    public boolean serves(RequestInfo info) {
        return resources.find(info.group(), info.version(), info.resource()).isPresent();
    }

    /** Whether a request is about a custom kind, and its path is one of that kind's. */
    public boolean isCustom(RequestInfo info) {
        return resources
                .find(info.group(), info.version(), info.resource())
                .filter(resource -> resource.form().isCustom()
                        && (resource.declaration().namespaced()
                                || info.namespace().isEmpty()))
                .isPresent();
    }

    /** A change is one of an object, not of a collection. */
    private static ApiRequest named(ApiRequest request) {
        if (request.info().name().isEmpty()) {
            throw notAllowed();
        }
        return request;
    }

    public static StatusError notAllowed() {
        return StatusError.ofStatus(Struct.builder()
                .put("message", "the server does not allow this method on the requested resource")
                .put("reason", "MethodNotAllowed")
                .put("details", Struct.EMPTY)
                .put("code", 405L)
                .build());
    }

    /** A path with a namespace is one of a namespaced resource; without one it can only list and watch those. */
    private static void checkScope(ApiRequest request, ServedResource resource) {
        boolean named = !request.info().namespace().isEmpty();
        boolean namespaced = resource.declaration().namespaced();
        boolean isNamespaces = resource.declaration().name().equals("namespaces");
        if (named && !namespaced && !isNamespaces) {
            throw StatusError.pathNotFound();
        }
        if (!named && namespaced) {
            switch (request.info().verb()) {
                case "list", "watch" -> {}
                default -> throw notAllowed();
            }
        }
    }

    static ObjectStore store(ServedResource resource) {
        return resource.store().orElseThrow(ResourceEndpoint::notAllowed);
    }

    static GroupVersionKind kind(ServedResource resource) {
        return new GroupVersionKind(
                resource.declaration().group(),
                resource.declaration().version(),
                resource.declaration().kind());
    }

    static WriteContext context(ApiRequest request, ServedResource resource, boolean dryRun) {
        return new WriteContext(
                request.user(),
                resource.declaration().namespaced() ? request.info().namespace() : "",
                request.info().name(),
                request.info().subresource(),
                dryRun,
                request.warnings());
    }

    private Reply create(ApiRequest request, ServedResource resource) {
        if (!request.info().name().isEmpty()) {
            throw notAllowed();
        }
        WriteOptions options = WriteOptions.read(request, "CreateOptions");
        Struct object = bodies.object(request, kind(resource), resource.form());
        if (resource.store().isEmpty()) {
            if (resource.groupResource().equals(BINDINGS)) {
                ServedResource pods = resources.find("", "v1", "pods").orElseThrow(StatusError::pathNotFound);
                return subresources.bind(request, pods, object);
            }
            Creater creater = subresources.creater(resource.declaration()).orElseThrow(ResourceEndpoint::notAllowed);
            Struct answer = creater.create(new CreateRequest(
                    request.user(),
                    resource.declaration(),
                    request.info().namespace(),
                    "",
                    managers.update(resource, "", Struct.EMPTY, object, options.fieldManager()),
                    request.isDryRun()));
            return new Reply.Tree(201, resource, answer);
        }
        Struct stored = managers.update(resource, "", Struct.EMPTY, toStored(resource, object), options.fieldManager());
        return reply(resource, store(resource).create(context(request, resource, request.isDryRun()), stored), 201);
    }

    static Struct toStored(ServedResource resource, Struct object) {
        Struct stored = resource.conversion().toStored(object);
        return store(resource).resource().strategy().applyDefaults(stored);
    }

    static Reply reply(ServedResource resource, Result result, int createdStatus) {
        int status = result.created() ? createdStatus : 200;
        return switch (result) {
            case Result.Stored(StoredObject object, boolean _) -> new Reply.Stored(status, resource, object);
            case Result.Unstored(Struct tree, boolean _) ->
                new Reply.Tree(
                        status,
                        resource,
                        "Status".equals(tree.string("kind"))
                                ? tree
                                : resource.conversion().toServed(tree));
        };
    }

    Reply update(ApiRequest request, ServedResource resource) {
        WriteOptions options = WriteOptions.read(request, "UpdateOptions");
        Struct object = bodies.object(request, kind(resource), resource.form());
        UrlName.check(object, request.info().name());
        Struct stored = toStored(resource, object);
        Preconditions preconditions = new Preconditions(ObjectMetas.text(object, "uid"), "");
        return write(
                request,
                resource,
                preconditions,
                current -> managed(request, resource, current.orElse(Struct.EMPTY), stored, options));
    }

    Reply patch(ApiRequest request, ServedResource resource) {
        if (Applies.isApply(request)) {
            return applies.apply(request, resource);
        }
        WriteOptions options = WriteOptions.read(request, "PatchOptions");
        Patcher.Patch patch = patcher.read(request, resource.form());
        return write(request, resource, Preconditions.NONE, current -> {
            Struct live = current.orElseThrow(() -> StatusError.notFound(
                    resource.groupResource(), request.info().name()));
            Struct served = resource.conversion().toServed(live);
            Struct patched = patcher.apply(request, patch, served, kind(resource), resource.form());
            UrlName.check(patched, request.info().name());
            return managed(request, resource, live, toStored(resource, keepVersion(patched, served)), options);
        });
    }

    private Struct managed(
            ApiRequest request, ServedResource resource, Struct live, Struct wanted, WriteOptions options) {
        return managers.update(resource, request.info().subresource(), live, wanted, options.fieldManager());
    }

    /** A patch that does not speak of the resource version is not bound to one: the write is guarded all the same. */
    static Struct keepVersion(Struct patched, Struct served) {
        String before = ObjectMetas.text(served, "resourceVersion");
        return ObjectMetas.text(patched, "resourceVersion").isEmpty()
                ? ObjectMetas.with(patched, "resourceVersion", before)
                : patched;
    }

    private static Reply write(
            ApiRequest request, ServedResource resource, Preconditions preconditions, Update update) {
        Result result = store(resource).update(context(request, resource, request.isDryRun()), preconditions, update);
        return reply(resource, result, 201);
    }

    BodyDecoder bodies() {
        return bodies;
    }

    Patcher patcher() {
        return patcher;
    }

    Applies applies() {
        return applies;
    }

    FieldManagers managers() {
        return managers;
    }

    ResourceTable resources() {
        return resources;
    }

    Reads reads() {
        return reads;
    }

    /** Says no to selectors over fields that the kind does not offer. */
    static void checkFields(FieldSelector fields, ServedResource resource) {
        if (fields.isEverything()) {
            return;
        }
        Map<String, String> own = resource.store()
                .map(store -> store.resource().strategy().selectableFields(Struct.EMPTY))
                .orElse(Map.of());
        for (FieldSelector.Term term : fields.terms()) {
            String field = term.field();
            boolean known = field.equals("metadata.name")
                    || (field.equals("metadata.namespace")
                            && resource.declaration().namespaced())
                    || own.containsKey(field);
            if (!known) {
                throw StatusError.badRequest(unknownField(field, own.isEmpty(), resource));
            }
        }
    }

    /** Upstream's kinds that offer fields of their own say no in their own words. */
    private static String unknownField(String field, boolean metadataOnly, ServedResource resource) {
        if (resource.form().isCustom()) {
            return "field label not supported: " + field;
        }
        String kind = resource.declaration().kind();
        return switch (resource.declaration().group() + "/" + kind) {
            case "batch/Job" -> "field label \"" + field + "\" not supported for Job";
            case "resource.k8s.io/ResourceSlice" ->
                "field label not supported for " + resource.apiVersion() + ", Kind=" + kind + ": " + field;
            case "/Secret", "/Service", "certificates.k8s.io/ClusterTrustBundle" ->
                "field label not supported: " + field;
            default ->
                metadataOnly
                        ? "\"" + field
                                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        : "field label not supported: " + field;
        };
    }
}
